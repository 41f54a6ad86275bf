"""Measures `citetrace match` on labelled affiliation strings: one command, the tables on stdout.

    python3 benches/accuracy/measure.py [--errors DIR] [--strings STRINGS.csv --registry REGISTRY --relations ROR.json]

Institutions: the 3,000 strings of ../shared/data/affiliations/strings.csv against registry.csv and ror_v2.json (or other
strings with the columns affiliation and ror_ids against another registry). A pair is (string, institution); only
institutions that the registry holds can be found. A found institution that is no true one but a parent or child of a
true one (by ROR's relationships: tests/oracles/ror_relationships.csv and the registry's own) counts as neither right nor
wrong. One that ROR has withdrawn in favour of a true one counts as wrong; the column behind it tells how many are such,
and the second precision counts them as neither. Every row of the curve is a run of its own with that --least-score. The
older rules were tuned on one half of the strings (those whose text has an even CRC-32); the other half is printed beside it.
Countries: the labels of tests/oracles/countries.csv, a string is right when the set of countries is;
and the names of the organisations of ror_v2.json, each alone, against the country where ROR has them.
Below the floors it fails. Only Python's standard library is used.
"""
import argparse
import csv
import json
import os
import subprocess
import tempfile
import zlib
from collections import Counter, defaultdict

from places import Relationships

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data", "affiliations")
BINARY = os.path.join(ROOT, "target", "release", "citetrace")
DEFAULT = "0.8"
# Precision and recall that hold at the default; less is a failure.
FLOORS = {"registry.csv": (0.97, 0.945), "ror_v2.json": (0.98, 0.945)}
THRESHOLDS = ["0.5", "0.6", "0.7", "0.75", DEFAULT, "0.85", "0.9", "0.95", "1.0"]


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def match(strings, registry, folder, least=DEFAULT):
    out = os.path.join(folder, "matches.csv")
    command = [BINARY, "match", strings, "--registry", registry, "--out", out, "--least-score", least, "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return rows(out)


class Tally:
    """What was right among the strings of `some`, of which each has the set of its true institutions."""

    def __init__(self, found, truth, ids, relationships, some):
        by_string = defaultdict(set)
        for r in found:
            if r["institution"] and int(r["row"]) in some:
                by_string[int(r["row"])].add(r["institution"])
        kinds = Counter(relationships.kind(i, truth[row]) for row, got in by_string.items() for i in got)
        self.right, self.neither, self.succeeded = kinds["right"], kinds["near"], kinds["succeeded"]
        self.wrong = kinds["wrong"] + self.succeeded
        self.total = sum(len(truth[row] & ids) for row in some)
        self.whole = sum(1 for row in some if truth[row] & ids and truth[row] & ids <= by_string[row])
        self.with_truth = sum(1 for row in some if truth[row] & ids)
        self.without = sum(1 for row in some if not truth[row] & ids)
        self.falsely = sum(1 for row in some if not truth[row] & ids and by_string[row])
        self.precision = self.right / max(1, self.right + self.wrong)
        self.lenient = self.right / max(1, self.right + self.wrong - self.succeeded)
        self.recall = self.right / max(1, self.total)

    def cells(self):
        return (f"{self.right} | {self.wrong} | {self.succeeded} | {self.neither} | {self.total - self.right} | "
                f"{self.precision:.4f} | {self.lenient:.4f} | {self.recall:.4f} | {self.whole} of {self.with_truth} | "
                f"{self.falsely} of {self.without}")


HEAD = ("| {} | right | wrong | of them withdrawn for the true one | parent or child | missed | precision | precision without "
        "the withdrawn | recall | strings wholly found | found where the registry has none |\n" + "| --- " * 11 + "|")


def institutions(label, path, registry, ids, relationships, errors):
    strings = rows(path)
    truth = [set(filter(None, s["ror_ids"].split("|"))) for s in strings]
    everything = set(range(len(strings)))
    tuned = {row for row in everything if zlib.crc32(strings[row]["affiliation"].encode()) % 2 == 0}
    print(f"\n### Institutions: {os.path.basename(path)} against {label} ({len(ids):,} entries)\n")
    print(HEAD.format("score at least"))
    with tempfile.TemporaryDirectory() as folder:
        for least in THRESHOLDS:
            found = match(path, registry, folder, least)
            print(f"| {least} | {Tally(found, truth, ids, relationships, everything).cells()} |")
            if least == DEFAULT:
                at_default = found
    reached = Tally(at_default, truth, ids, relationships, everything)
    precision, recall = FLOORS.get(label, (0, 0)) if path.startswith(DATA) else (0, 0)
    if reached.precision < precision or reached.recall < recall:
        raise SystemExit(f"{label}: {reached.precision:.4f} and {reached.recall:.4f}, a floor does not hold")
    print("\n" + HEAD.format(f"at {DEFAULT}"))
    print(f"| the half for tuning | {Tally(at_default, truth, ids, relationships, tuned).cells()} |")
    print(f"| the other half | {Tally(at_default, truth, ids, relationships, everything - tuned).cells()} |")
    kinds = Counter()
    lines = []
    by_string = defaultdict(list)
    for r in at_default:
        if r["institution"]:
            by_string[int(r["row"])].append(r)
    for row, s in enumerate(strings):
        half = "tuned" if row in tuned else "other"
        got = {r["institution"] for r in by_string[row]}
        names = relationships.names
        for r in by_string[row]:
            i = r["institution"]
            if (kind := relationships.kind(i, truth[row])) in ("wrong", "succeeded"):
                kinds["wrong, by " + r["method"] + (" (no true institution at all)" if not truth[row] else "")] += 1
                t = "; ".join(names.get(x, x) for x in sorted(truth[row]))
                lines.append((half, kind.upper(), row, s["affiliation"], f"{r['name']} [{r['method']} {r['score']}]", t))
        for i in (truth[row] & ids) - got:
            kinds["missed, something else found" if got else "missed, nothing found"] += 1
            lines.append((half, "MISSED", row, s["affiliation"], names.get(i, i), "; ".join(r["name"] for r in by_string[row])))
    print(f"\nErrors by kind at {DEFAULT}: " + "; ".join(f"{k}: {v}" for k, v in sorted(kinds.items())))
    write(errors, f"{os.path.basename(path)}.{label}.errors.tsv", lines)


def write(errors, name, lines):
    if errors:
        with open(os.path.join(errors, name), "w", encoding="utf-8") as f:
            for line in lines:
                f.write("\t".join(map(str, line)).replace("\n", " ") + "\n")


def found_countries(strings):
    with tempfile.TemporaryDirectory() as folder:
        registry = os.path.join(folder, "none.csv")
        with open(registry, "w", encoding="utf-8") as f:
            f.write("id,name\nx,Xqzw Institute of Nothing\n")
        found, methods = defaultdict(set), {}
        for r in match(strings, registry, folder):
            found[int(r["row"])] |= set(filter(None, r["country"].split("; ")))
            methods[int(r["row"])] = r["method"]
    return found, methods


HARD = {"KP", "KR", "CN", "TW", "HK", "MO", "SD", "SS", "GN", "PG", "GW", "GQ", "NE", "NG", "CD", "CG", "GE"}


def countries(path, errors):
    labels = os.path.join(ROOT, "tests", "oracles", "countries.csv")
    strings = rows(path)
    found, _ = found_countries(path)
    lines, right, wrong, missing, total = [], Counter(), Counter(), Counter(), Counter()
    pairs = 0
    for r in rows(labels):
        row, truth, basis = int(r["row"]), set(r["countries"].split()), r["basis"]
        total[basis] += 1
        if found[row] == truth:
            right[basis] += 1
            continue
        kind = "wrong" if found[row] else "missing"
        (wrong if found[row] else missing)[basis] += 1
        pairs += bool(found[row] and (found[row] - truth) & HARD)
        lines.append((kind, row, basis, strings[row]["affiliation"], " ".join(sorted(found[row])), " ".join(sorted(truth))))
    print("\n### Countries: labelled strings, without any registry\n")
    print("| the string | strings | right | wrong | none found | share right |\n| --- | --- | --- | --- | --- | --- |")
    names = {"stated": "says its country", "known": "names only an institution", "uncertain": "can be read two ways"}
    for basis, name in names.items():
        n = total[basis]
        print(f"| {name} | {n} | {right[basis]} | {wrong[basis]} | {missing[basis]} | {right[basis] / max(1, n):.4f} |")
    print(f"\nWrongly given a country of a hard pair: {pairs}")
    write(errors, "countries.errors.tsv", lines)


def countries_of_names(path, errors):
    with open(path, encoding="utf-8") as f:
        organisations = json.load(f)
    names = [(n["value"], o["locations"][0]["geonames_details"]["country_code"])
             for o in organisations for n in o["names"] if "ror_display" in n["types"]]
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        strings = os.path.join(folder, "names.csv")
        with open(strings, "w", encoding="utf-8", newline="") as f:
            writer = csv.writer(f)
            writer.writerow(["affiliation"])
            writer.writerows([name] for name, _ in names)
        found, methods = found_countries(strings)
    right, wrong = Counter(), Counter()
    for row, (name, country) in enumerate(names):
        method = methods.get(row) or "none found"
        if found[row] == {country}:
            right[method] += 1
        elif found[row]:
            wrong[method] += 1
            lines.append((method, name, " ".join(sorted(found[row])), country))
    print(f"\n### Countries: {len(names):,} names of organisations, each alone, without any registry\n")
    print("| how | right | wrong |\n| --- | --- | --- |")
    for method in sorted(set(right) | set(wrong)):
        print(f"| {method} | {right[method]} | {wrong[method]} |")
    print(f"| all | {sum(right.values())} | {sum(wrong.values())} |")
    write(errors, "names.errors.tsv", lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", help="folder for lists of the errors")
    parser.add_argument("--strings", default=os.path.join(DATA, "strings.csv"))
    parser.add_argument("--registry", help="measure against this registry only")
    parser.add_argument("--relations", default=os.path.join(DATA, "ror_v2.json"), help="ROR in JSON: relations and names")
    options = parser.parse_args()
    if options.errors:
        os.makedirs(options.errors, exist_ok=True)
    relationships = Relationships(options.relations)
    ror = set(relationships.names)
    if options.registry:
        label = os.path.basename(options.registry)
        institutions(label, options.strings, options.registry, ror, relationships, options.errors)
    else:
        csv_ids = {r["ror"] for r in rows(os.path.join(DATA, "registry.csv"))}
        institutions("registry.csv", options.strings, os.path.join(DATA, "registry.csv"), csv_ids, relationships, options.errors)
        institutions("ror_v2.json", options.strings, os.path.join(DATA, "ror_v2.json"), ror, relationships, options.errors)
        countries(options.strings, options.errors)
        countries_of_names(options.relations, options.errors)


main()
