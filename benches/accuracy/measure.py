"""Measures `citetrace match` on labelled affiliation strings: one command, the tables on stdout.

    python3 benches/accuracy/measure.py [--errors DIR]

Institutions: the 3,000 strings of ../shared/data/affiliations/strings.csv against registry.csv and ror_v2.json. A pair is
(string, institution); only institutions that the registry holds can be found. A found institution that is no true one but a
parent or child of a true one (by ROR's relationships) counts as neither right nor wrong. Countries: the labels of
tests/oracles/countries.csv, a string is right when the set of countries is. Only Python's standard library is used.
"""
import argparse
import csv
import json
import os
import subprocess
import tempfile
from collections import Counter, defaultdict

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data", "affiliations")
BINARY = os.path.join(ROOT, "target", "release", "citetrace")


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def match(registry, folder):
    out = os.path.join(folder, "matches.csv")
    command = [BINARY, "match", os.path.join(DATA, "strings.csv"), "--registry", registry, "--out", out, "--quiet"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return rows(out)


def relations():
    near = defaultdict(set)
    names = {}
    with open(os.path.join(DATA, "ror_v2.json"), encoding="utf-8") as f:
        for o in json.load(f):
            names[o["id"]] = next(n["value"] for n in o["names"] if "ror_display" in n["types"])
            for r in o["relationships"]:
                if r["type"] in ("parent", "child"):
                    near[o["id"]].add(r["id"])
                    near[r["id"]].add(o["id"])
    return near, names


def institutions(label, registry, ids, strings, near, names, errors):
    with tempfile.TemporaryDirectory() as folder:
        found = [r for r in match(registry, folder) if r["institution"]]
    truth = [set(filter(None, s["ror_ids"].split("|"))) for s in strings]
    inside = [t & ids for t in truth]
    curve = []
    for threshold in [0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0]:
        right = wrong = neither = 0
        by_string = defaultdict(set)
        for r in found:
            if float(r["score"]) >= threshold:
                by_string[int(r["row"])].add(r["institution"])
        for row, got in by_string.items():
            for i in got:
                if i in truth[row]:
                    right += 1
                elif near[i] & truth[row]:
                    neither += 1
                else:
                    wrong += 1
        total = sum(map(len, inside))
        missed = total - right
        exact = sum(1 for row, t in enumerate(inside) if t and t <= by_string[row])
        with_truth = sum(1 for t in inside if t)
        none_true = sum(1 for t in truth if not t)
        falsely = sum(1 for row, t in enumerate(truth) if not t and by_string[row])
        curve.append((threshold, right, wrong, neither, missed, right / max(1, right + wrong), right / total,
                      exact / with_truth, falsely, none_true))
    print(f"\n### Institutions: strings.csv against {label} ({len(ids):,} entries)\n")
    print("| score at least | right | wrong | parent or child | missed | precision | recall | strings wholly found | found where none is true |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for t, right, wrong, neither, missed, p, r, e, falsely, none_true in curve:
        print(f"| {t} | {right} | {wrong} | {neither} | {missed} | {p:.4f} | {r:.4f} | {e:.4f} | {falsely} of {none_true} |")
    kinds = Counter()
    lines = []
    by_string = defaultdict(list)
    for r in found:
        by_string[int(r["row"])].append(r)
    for row, s in enumerate(strings):
        got = {r["institution"] for r in by_string[row]}
        for r in by_string[row]:
            i = r["institution"]
            if i not in truth[row] and not near[i] & truth[row]:
                kinds["wrong, by " + r["method"] + (" (no true institution at all)" if not truth[row] else "")] += 1
                t = "; ".join(names.get(x, x) for x in sorted(truth[row]))
                lines.append(("WRONG", row, s["affiliation"], f"{r['name']} [{r['method']} {r['score']}]", t))
        for i in inside[row] - got:
            kinds["missed"] += 1
            lines.append(("MISSED", row, s["affiliation"], names.get(i, i), "; ".join(r["name"] for r in by_string[row])))
    print("\nErrors by kind at no threshold: " + "; ".join(f"{k}: {v}" for k, v in sorted(kinds.items())))
    if errors:
        with open(os.path.join(errors, label + ".errors.tsv"), "w", encoding="utf-8") as f:
            for line in lines:
                f.write("\t".join(map(str, line)).replace("\n", " ") + "\n")


def countries(strings, errors):
    labels = os.path.join(ROOT, "tests", "oracles", "countries.csv")
    if not os.path.exists(labels):
        return
    with tempfile.TemporaryDirectory() as folder:
        registry = os.path.join(folder, "none.csv")
        with open(registry, "w", encoding="utf-8") as f:
            f.write("id,name\nx,Xqzw Institute of Nothing\n")
        found = defaultdict(set)
        for r in match(registry, folder):
            found[int(r["row"])] |= set(filter(None, r["country"].split("; ")))
    hard = {"KP", "KR", "CN", "TW", "HK", "MO", "SD", "SS", "GN", "PG", "GW", "GQ", "NE", "NG", "CD", "CG", "GE"}
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
        pairs += bool(found[row] and (found[row] - truth) & hard)
        lines.append((kind, row, basis, strings[row]["affiliation"], " ".join(sorted(found[row])), " ".join(sorted(truth))))
    print("\n### Countries: labelled strings, without any registry\n")
    print("| the string | strings | right | wrong | none found | share right |\n| --- | --- | --- | --- | --- | --- |")
    names = {"stated": "says its country", "known": "names only an institution", "uncertain": "can be read two ways"}
    for basis, name in names.items():
        n = total[basis]
        print(f"| {name} | {n} | {right[basis]} | {wrong[basis]} | {missing[basis]} | {right[basis] / max(1, n):.4f} |")
    print(f"\nWrongly given a country of a hard pair: {pairs}")
    if errors:
        with open(os.path.join(errors, "countries.errors.tsv"), "w", encoding="utf-8") as f:
            for line in lines:
                f.write("\t".join(map(str, line)).replace("\n", " ") + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", help="folder for lists of the errors")
    errors = parser.parse_args().errors
    if errors:
        os.makedirs(errors, exist_ok=True)
    strings = rows(os.path.join(DATA, "strings.csv"))
    near, names = relations()
    csv_ids = {r["ror"] for r in rows(os.path.join(DATA, "registry.csv"))}
    institutions("registry.csv", os.path.join(DATA, "registry.csv"), csv_ids, strings, near, names, errors)
    institutions("ror_v2.json", os.path.join(DATA, "ror_v2.json"), set(names), strings, near, names, errors)
    countries(strings, errors)


main()
