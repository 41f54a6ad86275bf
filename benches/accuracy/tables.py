"""Every accuracy figure from labelled data: one command, the tables written to benches/RESULTS.md between their markers.

    benches/accuracy/run [--errors DIR] [--print]

Works, references, people: the tests of tests/accuracy.rs, tests/authors.rs and tests/synth.rs judge what the program makes of the
labelled real files and of the demonstration, hold their floors and print these rows. Countries and institutions: what measure.py
prints of `citetrace match`. `--errors` writes each error of `match` to a file; `--print` leaves RESULTS.md alone. Only Python's
standard library is used.
"""
import argparse
import os
import subprocess
import sys
from pathlib import Path

from results import write_section

HERE = Path(__file__).resolve().parent
CARGO = os.environ.get("CARGO", "cargo")


def labelled():
    """The rows that the tests print: works, references, people."""
    command = [CARGO, "test", "--release", "--test", "all", "--"]
    command += ["accuracy::", "authors::people", "as_the_truth_says", "--nocapture", "--test-threads", "1"]
    done = subprocess.run(command, cwd=HERE.parents[1], capture_output=True, text=True)
    # The test runner writes "test NAME ... " before what a test prints.
    lines = [line.rsplit("... ", 1)[-1] for line in (done.stderr + "\n" + done.stdout).splitlines()]
    table = sorted(line for line in lines if line.startswith("| "))
    remarks = sorted("-" + line[1:] for line in lines if line.startswith("* "))
    if done.returncode != 0:
        sys.exit("\n".join([*table, *remarks, done.stdout[-4000:], done.stderr[-4000:], "a floor does not hold"]))
    table.sort(key=lambda line: line.startswith("| demonstration"))
    head = "| what | labelled | right | wrong | missed | precision | recall |\n| --- | --- | --- | --- | --- | --- | --- |"
    return "\n".join([head, *table, "", *remarks])


def strings(errors):
    """The tables of countries and institutions."""
    command = [sys.executable, HERE / "measure.py", *(["--errors", errors] if errors else [])]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", help="folder for lists of the errors of `match`")
    parser.add_argument("--print", action="store_true", help="print, and leave benches/RESULTS.md alone")
    arguments = parser.parse_args()
    for name, text in (("accuracy-labelled", labelled()), ("accuracy-places", strings(arguments.errors))):
        print(text)
        if not arguments.print:
            write_section(name, text)


main()
