"""Makes a registry and strings of any size from real ones, to measure `citetrace match` at the size of all of ROR.

    python3 benches/places/vary.py OUT [--entries 100000] [--strings 100000]

OUT/registry.json holds the entries of ../shared/data/affiliations/ror_v2.json and, to the number asked for, copies of them in
which every rarer word of a name is swapped for a rarer word of another entry (the common ones, "University of … and
…", stay, so that each has as many names as in ROR; a name that is there already gets one more), with new ids and with city and country of a third entry.
OUT/strings.csv holds the strings of strings.csv again and again, each time with other numbers, units and rooms in front, so that no
two are the same. The names are made up: the files measure speed and nothing else. Only Python's standard library is used.
"""
import argparse
import csv
import json
import os
import random
import re
from collections import Counter

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data", "affiliations")


def vary(entries, total, dice):
    words = Counter(w for e in entries for n in e["names"] for w in re.findall(r"[^\W\d_]{4,}", n["value"]))
    rare = [w for w, count in sorted(words.items()) if count <= 12]
    out = list(entries)
    used = {n["value"] for e in entries for n in e["names"]}
    while len(out) < total:
        source = dice.choice(entries)
        copy = json.loads(json.dumps(source))
        number = len(out)
        copy["id"] = f"https://ror.org/x{number:08}"
        swap = {}
        for name in copy["names"]:
            def other(found):
                word = found.group(0)
                return word if words[word] > 12 else swap.setdefault(word, dice.choice(rare))
            name["value"] = re.sub(r"[^\W\d_]{4,}", other, name["value"])
            if name["value"] in used and "acronym" not in name["types"]:
                name["value"] = f"{dice.choice(rare).capitalize()} {name['value']}"
            used.add(name["value"])
        copy["locations"] = dice.choice(entries)["locations"]
        copy["relationships"] = []
        copy["external_ids"] = [{"all": [f"grid.{number}.0"], "preferred": f"grid.{number}.0", "type": "grid"}]
        out.append(copy)
    return out[:total]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--strings", type=int, default=100_000)
    options = parser.parse_args()
    dice = random.Random(20240219)
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(DATA, "ror_v2.json"), encoding="utf-8") as f:
        entries = vary(json.load(f), options.entries, dice)
    with open(os.path.join(options.out, "registry.json"), "w", encoding="utf-8") as f:
        json.dump(entries, f, ensure_ascii=False, indent=2)
    with open(os.path.join(DATA, "strings.csv"), encoding="utf-8-sig", newline="") as f:
        strings = [row["affiliation"] for row in csv.DictReader(f)]
    units = ["Department", "Laboratory", "Section", "Group", "Unit", "Room"]
    with open(os.path.join(options.out, "strings.csv"), "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["affiliation"])
        for at in range(options.strings):
            text = strings[at % len(strings)]
            writer.writerow([text if at < len(strings) else f"{dice.choice(units)} {at}, {text}"])


main()
