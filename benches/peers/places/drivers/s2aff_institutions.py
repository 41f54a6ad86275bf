"""s2aff, its first stage: `RORIndex.get_candidates_from_main_affiliation`, the best candidate and its score.

Its models (who is main, who is child; the second stage) are not in the package and cannot be fetched here. In place of the first
the parts between commas stand as `main` and the last two as address. Its index wants ROR's old form: it is made of the new one.
"""
import json
import os
import sys
import tempfile
import types

models = sys.modules["s2aff.model"] = types.ModuleType("s2aff.model")  # the real one loads its models' libraries
models.parse_ner_prediction = None
from s2aff.ror import RORIndex
from s2aff.text import fix_text

from common import run

COUNTRIES = {}


def old_form(entry):
    def of(kind):
        return [n["value"] for n in entry["names"] if kind in n["types"]]

    places = []
    for location in entry["locations"][:1]:
        details = location["geonames_details"]
        code = details["country_code"]
        number = COUNTRIES.setdefault(code, (len(COUNTRIES) + 1, details["country_name"]))[0]
        places.append({"city": details["name"], "state": details.get("country_subdivision_name") or "", "country_geonames_id": number,
                       "state_code": details.get("country_subdivision_code")})
    return {
        "id": entry["id"], "name": of("ror_display")[0], "aliases": of("alias"), "acronyms": of("acronym"),
        "labels": [{"label": name} for name in of("label")], "addresses": places, "relationships": [], "external_ids": {},
    }


def find(task):
    with open(task["registry"], encoding="utf-8") as file:
        entries = [old_form(entry) for entry in json.load(file)]
    with tempfile.TemporaryDirectory() as folder:
        def write(name, text):
            path = os.path.join(folder, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return path

        rows = [f"{number}\t{name}\t{code}\t{code}\t{code}" for code, (number, name) in COUNTRIES.items()]
        index = RORIndex(
            ror_data_path=write("ror.json", json.dumps(entries)),
            ror_edits_path=write("edits.jsonl", ""),
            country_info_path=write("countries.txt", "geonameid\tCountry\tISO\tISO3\tfips\n" + "\n".join(rows) + "\n"),
            works_counts_path=write("works.csv", "ror,works_count\n"),
        )
    found = []
    for text in task["strings"]:
        parts = [part.strip() for part in text.split(",") if part.strip()] or [text]
        main = [fix_text(part) for part in (parts[:-1] or parts)]
        candidates, scores = index.get_candidates_from_main_affiliation(main, fix_text(" ".join(parts[-2:])))
        found.append([[candidates[0], float(scores[0])]] if candidates else [])
    return found


run(find)
