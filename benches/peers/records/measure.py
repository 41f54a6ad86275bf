"""Reading, resolving and merging beside the peers, on the same real files, as one table in benches/RESULTS.md.

    benches/peers/records/run [--only TOOL] [--print]

Each peer runs in its own virtual environment under target/peers-records, as `drivers/TOOL_driver.py FILE [FILE]`, and prints what it
found as JSON. CPU seconds and peak memory are those of the whole process (start and imports too), ours likewise. What a peer
found is judged by the labels in tests/oracles: its records are tied to the rows of the file by id, DOI or title, read here by
a small reader of its own. A record that cannot be tied to a row counts as lost.
"""
import argparse
import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT / "benches" / "accuracy"), str(ROOT / "benches" / "peers")]
from environments import environment  # noqa: E402
from results import write_section  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
ORACLES = ROOT / "tests" / "oracles"
VENVS = ROOT / "target" / "peers-records"
# pybibx asks for torch and language models that reading needs nothing of: it is installed without its dependencies.
PACKAGES = {
    "metaknowledge": [["metaknowledge==3.4.1", "networkx<3", "setuptools"]],
    "litstudy": [["--no-deps", "litstudy==1.0.6"], ["bibtexparser==1.4.3", "pandas", "networkx", "unidecode", "requests", "feedparser",
                 "setuptools", "pybliometrics", "matplotlib", "seaborn", "scikit-learn", "wordcloud", "pyvis", "gensim"]],
    "pybibx": [["--no-deps", "pybibx==5.9.5"], ["chardet", "numba", "pandas", "numpy", "networkx", "scipy", "scikit-learn", "Pillow",
               "matplotlib", "plotly", "wordcloud"]],
    "bibx": [["bibx==0.9.2"]],
    "biblium": [["biblium==2.16.1"]],
    "citetrace": [["polars==2.1.0"]],
}
# Two entries of one work inside scopus/mcda.bib, with different pages: merged or not, both are right.
MAY_BE_JOINED = {231, 232}
TOOLS = ["citetrace", "metaknowledge", "litstudy", "pybibx", "bibx", "biblium"]
INPUTS = [
    (["scopus/metaknowledge.csv"], "scopus_metaknowledge_references.csv"),
    (["scopus/litstudy.csv"], None),
    (["scopus/mcda.bib"], None),
    (["wos/mcda.bib"], None),
    (["wos/savedrecs.txt"], "wos_savedrecs_references.csv"),
    (["scopus/mcda.bib", "wos/mcda.bib"], "mcda_same_works.csv"),
]


def venv(tool):
    return environment(VENVS / tool, PACKAGES[tool])


def measured(command, **kwargs):
    """Output, CPU seconds and peak memory (MB) of one process."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, **kwargs)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        text, errors = out.read().decode(), err.read().decode(errors="replace")
    if process.returncode != 0:
        last = (errors.strip().splitlines() or ["no message"])[-1]
        text = json.dumps({"error": f"ends with {process.returncode}: {last[:160]}"})
    return json.loads(text or "{}"), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def rows_of(name):
    """The records of a file as (doi, id, title), by a reader that knows nothing of the tools'."""
    text = (DATA / name).read_text(encoding="utf-8-sig")
    if name.endswith(".csv"):
        table = list(csv.reader(text.splitlines(keepends=True)))
        head = table[0]
        at = {key: head.index(key) for key in ("DOI", "EID", "Title")}
        return [(r[at["DOI"]] if len(r) == len(head) else "", r[-1], r[at["Title"]]) for r in table[1:]]
    if name.endswith(".bib"):
        rows = []
        for entry in re.split(r"(?m)^@", text)[1:]:
            def field(key):
                found = re.search(r"(?mi)^\s*" + key + r"\s*=\s*\{(.*?)\}\s*,?\s*$", entry, re.S)
                return " ".join(found.group(1).split()) if found else ""
            rows.append((field("doi"), field("unique-id"), field("title")))
        return rows
    rows = []
    for entry in text.split("\nER")[:-1]:
        tag = lambda t: " ".join(" ".join(re.findall(rf"(?m)^{t} (.*(?:\n   .*)*)", entry)).split())
        rows.append((tag("DI"), tag("UT"), tag("TI")))
    return rows


def folded(text):
    return re.sub(r"[\W_]+", "", text.lower())


def placed(records, rows):
    """The row of each record: by id, then DOI, then title; each row is given once where there are several."""
    index = [defaultdict(list) for _ in range(3)]
    for at, (doi, id_, title) in enumerate(rows):
        for held, key in zip(index, (id_, doi.replace("\\", ""), title)):
            if folded(key):
                held[folded(key)].append(at)
    places, taken = [], set()
    for r in records:
        keys = (r["id"].removeprefix("EID:").removesuffix(" ER"), r["doi"].replace("\\", ""), r["title"])
        found = None
        for held, key in zip(index, keys):
            free = [at for at in held.get(folded(key), []) if at not in taken] if folded(key) else []
            if free:
                found = free[0]
                break
        taken.add(found)
        places.append(found)
    return places


def labels(name):
    with open(ORACLES / name, encoding="utf-8") as file:
        return {(int(r[0]), int(r[1])) for r in list(csv.reader(file))[1:]}


def row(tool, files, oracle):
    rows = [r for name in files for r in rows_of(name)]
    paths = [str(DATA / name) for name in files]
    python = venv(tool)
    if tool == "citetrace":
        with tempfile.TemporaryDirectory() as folder:
            corpus = os.path.join(folder, "corpus")
            binary = ROOT / "target" / "release" / "citetrace"
            _, seconds, memory = measured([binary, "ingest", *paths, "--out", corpus, "--quiet", "--json"])
            report = json.loads(subprocess.run([python, HERE / "drivers" / "citetrace_driver.py", corpus], check=True,
                                               capture_output=True, text=True).stdout)
        read, places = report["rows"] - report["rejected"], list(range(len(rows)))
    else:
        report, seconds, memory = measured([python, HERE / "drivers" / f"{tool}_driver.py", *paths])
        if "error" not in report:
            places = placed(report["records"], rows)
            read = len(report["records"])
    name = " + ".join(files)
    if "error" in report:
        error = re.sub(r"[^\s']*/shared/data/|\|", "", report["error"])
        return f"| {name} | {tool} | cannot: {error} | | | | | | | | |"
    cells = [str(read), str(report["references"])]
    if len(files) == 1:
        found = {(places[a], places[b]) for a, b in report["citations"]}
        if oracle:
            truth = labels(oracle)
            right = len(found & truth)
            cells += [str(len(found)), str(right), str(len(found) - right), str(len(truth) - right), ""]
        else:
            cells += [str(len(found)), "", "", "", ""]
    else:
        # A row of the second file that was merged is right where the labels have it in both.
        first = len(rows_of(files[0]))
        joined = {places[at] for at in report["joined"]} - MAY_BE_JOINED
        truth = {first + b for _, b in labels(oracle)}
        right = len({at for at in joined if at is not None and at >= first} & truth)
        cells += ["", str(right), str(len(joined) - right), str(len(truth) - right), str(len(joined))]
    return f"| {name} | {tool} | " + " | ".join(cells) + f" | {seconds:.2f} | {memory:.0f} |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", help="one tool; prints and writes nothing")
    only = parser.parse_args().only
    lines = [
        "| file | tool | records | references | citations inside | right | wrong | missed | records merged | CPU seconds | MB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for files, oracle in INPUTS:
        for tool in TOOLS if not only else [only]:
            lines.append(row(tool, files, oracle))
            print(lines[-1], flush=True)
    if not only:
        write_section("peers-records", "\n".join(lines))


main()
