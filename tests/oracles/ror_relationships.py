"""Which institutions of the affiliation strings are parent, child or successor of one another, by ROR's own records.

    python3 ror_relationships.py ROR_RECORDS.git > ror_relationships.csv

ROR_RECORDS.git: the git directory of ror-community/ror-records. What the columns mean: ror_relationships.md.
"""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "affiliations"
RECORD = re.compile(r"(v\d+(?:\.\d+)+)/(?:v1/)?(0[0-9a-z]{8})\.json")
KEPT = ("parent", "child", "successor")


def rows(name):
    with open(DATA / name, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def short(url):
    return url.rsplit("/", 1)[-1]


def git(folder, *arguments, text=None):
    command = ["git", f"--git-dir={folder}", *arguments]
    return subprocess.run(command, input=text, capture_output=True, check=True, text=True).stdout


def newest(folder):
    """The path of the newest record of each id: the highest release, there the newer of two schemas."""
    best = {}
    for path in git(folder, "ls-tree", "-r", "--name-only", "HEAD").splitlines():
        if found := RECORD.fullmatch(path):
            release = tuple(map(int, found[1][1:].split(".")))
            key = (release, "/v1/" not in path)
            best[found[2]] = max(best.get(found[2], (key, path)), (key, path))
    return {id_: path for id_, (_, path) in best.items()}


def main():
    folder = sys.argv[1]
    ids = {short(r["ror"]) for r in rows("registry.csv")}
    ids |= {short(id_) for r in rows("strings.csv") for id_ in r["ror_ids"].split("|") if id_}
    paths = newest(folder)
    known = sorted(ids & paths.keys())
    print(f"{len(ids)} ids, {len(known)} of them have a record", file=sys.stderr)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["id", "relation", "other"])
    for id_ in known:
        record = json.loads(git(folder, "show", f"HEAD:{paths[id_]}"))
        relations = {(r["type"].lower(), short(r["id"])) for r in record["relationships"]}
        out.writerows([id_, kind, other] for kind, other in sorted(relations) if kind in KEPT and other in ids)


main()
