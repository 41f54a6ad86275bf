"""Countries and institutions of the labelled affiliation strings: what `citetrace match` finds, and how it is judged.

A pair is (string, institution); only institutions that the registry holds can be found. A found institution that is no true one but
a parent or child of a true one (by ROR's relationships: tests/oracles/ror_relationships.csv) counts as neither right nor wrong. One
that ROR has withdrawn in favour of a true one counts as wrong, and how many are such is told beside it. A string's countries are
right when the whole set is.
"""
import csv
import json
import os
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "affiliations"
BINARY = ROOT / "target" / "release" / "citetrace"
ORACLES = ROOT / "tests" / "oracles"
DEFAULT = 0.8
# The countries that tools take for each other.
CONFUSED = set("KP KR CN TW HK MO SD SS GN PG GW GQ NE NG CD CG GE".split())


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def strings():
    return rows(DATA / "strings.csv")


def country_labels():
    return [
        {"row": int(r["row"]), "countries": set(r["countries"].split()), "basis": r["basis"]}
        for r in rows(ORACLES / "countries.csv")
    ]


def match(registry, folder):
    """The rows that `match` writes, and its CPU seconds."""
    out = os.path.join(folder, "matches.csv")
    command = [BINARY, "match", DATA / "strings.csv", "--registry", registry, "--out", out, "--quiet"]
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return rows(out), seconds


def countries_found(strings_):
    """The countries of each row, without any registry; CPU seconds."""
    with tempfile.TemporaryDirectory() as folder:
        registry = os.path.join(folder, "none.csv")
        with open(registry, "w", encoding="utf-8") as f:
            f.write("id,name\nx,Xqzw Institute of Nothing\n")
        matches, seconds = match(registry, folder)
    found = defaultdict(set)
    for r in matches:
        found[int(r["row"])] |= set(filter(None, r["country"].split("; ")))
    return found, seconds


def institutions_found(registry, folder):
    """The institutions of each row with their scores; CPU seconds."""
    matches, seconds = match(registry, folder)
    found = defaultdict(dict)
    for r in matches:
        if r["institution"]:
            found[int(r["row"])][r["institution"]] = float(r["score"])
    return [found[row] for row in range(len(strings()))], seconds


class Relationships:
    """What ROR's records say of two institutions: parent and child, or one withdrawn in favour of the other."""

    def __init__(self, ror_json=DATA / "ror_v2.json"):
        self.names, self.kin, self.successors = {}, defaultdict(set), defaultdict(set)
        with open(ror_json, encoding="utf-8") as f:
            for o in json.load(f):
                self.names[o["id"]] = next(n["value"] for n in o["names"] if "ror_display" in n["types"])
                for r in o["relationships"]:
                    self._add(o["id"], r["type"], r["id"])
        url = "https://ror.org/{}".format
        for r in rows(ORACLES / "ror_relationships.csv"):
            self._add(url(r["id"]), r["relation"], url(r["other"]))

    def _add(self, id_, relation, other):
        if relation in ("parent", "child"):
            self.kin[id_].add(other)
            self.kin[other].add(id_)
        elif relation == "successor":
            self.successors[id_].add(other)

    def kind(self, id_, true):
        """How a found institution stands to the true ones of its string."""
        if id_ in true:
            return "right"
        if self.kin[id_] & true:
            return "near"
        return "succeeded" if self.successors[id_] & true else "wrong"


@dataclass
class Judged:
    """Counts of pairs at one threshold; `succeeded` are those of the wrong ones whose successor is the true institution."""

    right: int
    wrong: int
    succeeded: int
    near: int
    missed: int
    whole: int
    falsely: int

    @property
    def precision(self):
        return self.right / max(1, self.right + self.wrong)

    @property
    def lenient(self):
        """The precision when a withdrawn record of the true institution counts as neither."""
        return self.right / max(1, self.right + self.wrong - self.succeeded)

    @property
    def recall(self):
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self):
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


class Truth:
    """The true institutions of the strings, and those that one registry holds."""

    def __init__(self, strings_, registry, relationships=None):
        self.relationships = relationships or Relationships()
        csv_form = str(registry).endswith(".csv")
        self.ids = {r["ror"] for r in rows(registry)} if csv_form else set(self.relationships.names)
        self.truth = [set(filter(None, s["ror_ids"].split("|"))) for s in strings_]
        self.inside = [t & self.ids for t in self.truth]
        self.with_truth = sum(1 for t in self.inside if t)
        self.without = sum(1 for t in self.truth if not t)

    def kind(self, row, id_):
        return self.relationships.kind(id_, self.truth[row])

    def judge(self, found, threshold):
        counts = {"right": 0, "near": 0, "succeeded": 0, "wrong": 0}
        whole = falsely = 0
        for row, scored in enumerate(found):
            got = {id_ for id_, score in scored.items() if score >= threshold}
            for id_ in got:
                counts[self.kind(row, id_)] += 1
            whole += bool(self.inside[row]) and self.inside[row] <= got
            falsely += bool(got) and not self.truth[row]
        counts["wrong"] += counts["succeeded"]
        total = sum(map(len, self.inside))
        return Judged(**counts, missed=total - counts["right"], whole=whole, falsely=falsely)
