"""Countries and institutions of labelled affiliation strings beside the peers, as tables in benches/RESULTS.md.

    benches/peers/places/run [--only DRIVER]

Countries: the 1,000 strings of tests/oracles/countries.csv, without any registry. A string is right when the set of countries is.
Institutions: the 3,000 strings of ../shared/data/affiliations against ror_v2.json, judged as benches/accuracy does. Each peer runs in
its own virtual environment under target/peers-places. The institution peers give their best candidate with a score of their
own; they are shown at the threshold with the best F1 on these very strings, which favours them.
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(ROOT / "benches" / "accuracy"), str(ROOT / "benches" / "peers")]
import places  # noqa: E402
from environments import environment  # noqa: E402
from results import write_section  # noqa: E402

VENVS = ROOT / "target" / "peers-places"
PACKAGES = {
    "biblium": [["biblium==2.16.1"]],
    "pybibx": [["--no-deps", "pybibx==5.9.5"], ["chardet", "numba", "pandas", "numpy", "networkx", "scipy", "scikit-learn", "Pillow",
               "matplotlib", "plotly", "wordcloud"]],
    "countries": [["country_converter==1.3.2", "pandas<3", "pycountry==26.2.16"]],
    "s2aff": [["--no-deps", "s2aff==0.61"], ["numpy", "pandas", "scikit-learn", "text-unidecode", "nltk", "requests", "boto3", "rapidfuzz"]],
}
COUNTRIES = [
    ("biblium 2.16.1, geographic analysis", "biblium", "biblium_countries"),
    ("biblium 2.16.1, last part", "biblium", "biblium_last_countries"),
    ("pybibx 5.9.5", "pybibx", "pybibx_countries"),
    ("country_converter 1.3.2", "countries", "coco_countries"),
    ("pycountry 26.2.16, `search_fuzzy`", "countries", "pycountry_countries"),
]
INSTITUTIONS = [
    ("s2aff 0.61, first stage (its models are not to be had here)", "s2aff", "s2aff_institutions"),
    ("rapidfuzz, nearest name by `token_set_ratio`", "s2aff", "rapidfuzz_institutions"),
]


def venv(name):
    return environment(VENVS / name, PACKAGES[name])


def drive(environment, driver, task):
    command = [venv(environment), HERE / "drivers" / f"{driver}.py"]
    done = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True)
    if done.returncode != 0:
        return {"error": (done.stderr.strip().splitlines() or ["no message"])[-1][:200], "seconds": 0}
    return json.loads(done.stdout)


def codes_of(found):
    """Names of countries as ISO codes."""
    names = sorted({name for row in found for name in row if len(name) != 2})
    known = json.loads(subprocess.run([venv("countries"), HERE / "drivers" / "names_countries.py"], input=json.dumps(names),
                                      capture_output=True, text=True, check=True).stdout)
    return [{known.get(name, name) for name in row} for row in found]


def country_row(name, found, seconds, labels):
    right = wrong = missing = right_all = 0
    pairs = 0
    stated = [r for r in labels if r["basis"] == "stated"]
    for r in labels:
        got, truth = found[r["row"]], r["countries"]
        right_all += got == truth
        pairs += bool((got - truth) & places.CONFUSED)
    for r in stated:
        got, truth = found[r["row"]], r["countries"]
        right += got == truth
        missing += got != truth and not got
        wrong += got != truth and bool(got)
    return (f"| {name} | {right} | {wrong} | {missing} | {right / len(stated):.3f} | {right_all} of {len(labels)} | {pairs} | "
            f"{len(labels) / max(seconds, 1e-9):,.0f} |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", help="one driver; prints and writes nothing")
    only = parser.parse_args().only
    strings = places.strings()
    labels = places.country_labels()
    texts = [strings[r["row"]]["affiliation"] for r in labels]
    stated = sum(r["basis"] == "stated" for r in labels)
    lines = [
        f"| countries of 1,000 strings | right of {stated} that say it | wrong | none found | share right | right of all | "
        "wrong country of a confusable pair | strings a second |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    if not only:
        found, seconds = places.countries_found(strings)
        lines.append(country_row("citetrace", found, seconds * len(labels) / len(strings), labels))
        print(lines[-1], flush=True)
    for name, environment, driver in COUNTRIES:
        if only and driver != only:
            continue
        report = drive(environment, driver, {"strings": texts})
        if "error" in report:
            lines.append(f"| {name} | cannot: {report['error']} | | | | | | |")
        else:
            found = dict(zip((r["row"] for r in labels), codes_of(report["found"])))
            lines.append(country_row(name, found, report["seconds"], labels))
        print(lines[-1], flush=True)
    lines += ["", "| institutions, ror_v2.json | score at least | right | wrong | parent or child | missed | precision | recall | "
              "strings a second |", "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    registry = places.DATA / "ror_v2.json"
    truth = places.Truth(strings, registry)

    def institution_row(name, found, threshold, seconds):
        p = truth.judge(found, threshold)
        return (f"| {name} | {threshold:.2f} | {p.right} | {p.wrong} | {p.near} | {p.missed} | {p.precision:.3f} | {p.recall:.3f} | "
                f"{len(strings) / max(seconds, 1e-9):,.0f} |")

    if not only:
        with tempfile.TemporaryDirectory() as folder:
            found, seconds = places.institutions_found(registry, folder)
        lines.append(institution_row("citetrace, default", found, places.DEFAULT, seconds))
        print(lines[-1], flush=True)
    for name, environment, driver in INSTITUTIONS:
        if only and driver != only:
            continue
        report = drive(environment, driver, {"strings": [s["affiliation"] for s in strings], "registry": str(registry)})
        if "error" in report:
            lines.append(f"| {name} | cannot: {report['error']} | | | | | | | |")
        else:
            found = [{id_: score for id_, score in row} for row in report["found"]]
            scores = sorted({round(s, 2) for row in found for s in row.values()})
            best = max(scores, key=lambda t: truth.judge(found, t).f1)
            lines.append(institution_row(name, found, best, report["seconds"]))
        print(lines[-1], flush=True)
    if not only:
        write_section("peers-places", "\n".join(lines))


main()
