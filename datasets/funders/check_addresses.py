"""Whether the addresses of funders.csv are those that ROR's records name.

    python3 datasets/funders/check_addresses.py ROR_RECORDS.git [--write]

ROR_RECORDS.git: the git directory of ror-community/ror-records. A row's record is the newest one that has one of its Crossref or ROR
ids, else one of its name or a pattern in its country. A row agrees where the record's website is on the same site. Prints the
rows that differ or have no record, and with --write sets the column `address_seen` to `ROR` where they agree.
"""

import csv
import json
import re
import subprocess
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlparse

FUNDERS = Path(__file__).resolve().parent / "funders.csv"
RECORD = re.compile(r"(v\d+(?:\.\d+)+)/(?:v1/)?(0[0-9a-z]{8})\.json")


def records(folder):
    """The newest record of each id."""
    best = {}
    git = ["git", f"--git-dir={folder}"]
    listed = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD"], capture_output=True, check=True, text=True)
    for path in listed.stdout.splitlines():
        if found := RECORD.fullmatch(path):
            key = (tuple(map(int, found[1][1:].split("."))), "/v1/" not in path, path)
            best[found[2]] = max(best.get(found[2], key), key)
    wanted = "".join(f"HEAD:{best[id_][2]}\n" for id_ in sorted(best)).encode()
    out = subprocess.run([*git, "cat-file", "--batch"], input=wanted, capture_output=True, check=True).stdout
    at = 0
    while at < len(out):
        line = out.index(b"\n", at)
        size = int(out[at:line].split()[2])
        yield json.loads(out[line + 1 : line + 1 + size])
        at = line + 2 + size


def fold(text):
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"\W+", " ", plain.lower()).strip()


def site(address):
    return re.sub(r"^(www|english|en)\.", "", urlparse(address.strip()).netloc.lower())


def same_site(one, other):
    return bool(one and other) and (one == other or one.endswith("." + other) or other.endswith("." + one))


def read(record):
    """Names, websites, ids at Crossref and country of a record in either form."""
    if "names" in record:
        external = {i for e in record["external_ids"] if e["type"] == "fundref" for i in e["all"]}
        sites = [link["value"] for link in record["links"] if link["type"] == "website"]
        return [n["value"] for n in record["names"]], sites, external, record["locations"][0]["geonames_details"]["country_code"]
    external = record["external_ids"].get("FundRef", {}).get("all", []) if isinstance(record["external_ids"], dict) else []
    external = set(external if isinstance(external, list) else [external])
    names = [record["name"], *record["aliases"], *record["acronyms"], *[label["label"] for label in record["labels"]]]
    return names, record["links"], external, record["country"]["country_code"]


def main():
    by_id, by_name = defaultdict(list), defaultdict(list)
    for record in records(sys.argv[1]):
        if record["status"] == "withdrawn":
            continue
        names, sites, external, country = read(record)
        told = (record["id"], sites)
        for id_ in {*external, record["id"].rsplit("/", 1)[-1]}:
            by_id[id_].append(told)
        for name in names:
            if len(name) > 6:
                by_name[fold(name), country].append(told)
    with open(FUNDERS, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    counts = defaultdict(int)
    for row in rows:
        ids = [id_ for id_ in row["crossref"].split("; ") + [row["ror"].rsplit("/", 1)[-1]] if id_]
        names = [row["name"], *row["patterns"].split("; ")]
        found = [told for id_ in ids for told in by_id[id_]]
        found += [told for name in names for told in by_name.get((fold(name), row["country"]), [])]
        agrees = any(same_site(site(address), site(row["source_url"])) for _, sites in found for address in sites)
        # A row may name the record itself as its source.
        agrees |= row["source_url"].startswith("https://ror.org/")
        kind = "agrees" if agrees else "another address" if found else "no record"
        counts[kind] += 1
        row["address_seen"] = "ROR" if agrees else row.get("address_seen", "").replace("ROR", "")
        if not agrees:
            print(kind, row["name"], row["source_url"], *sorted({f"{id_} {' '.join(sites)}" for id_, sites in found}), sep=" | ")
    print(dict(counts))
    if "--write" in sys.argv:
        with open(FUNDERS, "w", encoding="utf-8", newline="") as f:
            out = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
            out.writeheader()
            out.writerows(rows)


main()
