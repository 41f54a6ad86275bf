"""Makes city_words.csv anew from names of organisations in ROR: cities that are also words or names of people.

    python build_city_words.py ROR [--without OTHER] [--out city_words.csv]

ROR is ROR's data dump (v2 or v1 JSON, an array), plain or in its zip, or a folder with one file for each organisation in folders
named after the release, as in the repository ror-community/ror-records. A city of cities.csv is looked for where the
program reads it in the name of an institution: at the end of the name, before "University", "College", … with at most two words
between ("Carnegie Mellon University"), or after one and "of" ("Institute of Physics of Jena"). Where fewer than four in five of
the organisations that are so named stand in the city's country, the city is a word of names and tells none. Names of
regions and countries are left out: the program reads them as those. ROR's records are CC0 (ror.org).

--without leaves the organisations of another dump out, and says how many of the cities in their names the list leaves wrong.
Only Python's standard library is used.
"""
import argparse
import csv
import json
import re
import unicodedata
import zipfile
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEAST_SHARE = 0.8
# As in src/places/country_evidence/in_names.rs.
NOUNS = set("polytechnic politecnico institute institut instituto college hospital hochschule academy egyetem yliopisto "
            "comunidad".split())
LINKS = set("of de di da do zu van".split())


def fold(text):
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return re.findall(r"\w+", text.replace("'", "").replace("’", ""))


def dumped(path):
    """The organisations of a dump or a folder of records, in a fixed order."""
    if path.is_dir():
        def release(file):
            return [int(part) for part in re.findall(r"\d+", file.relative_to(path).parts[0])], str(file)

        newest = {}
        for file in sorted(path.rglob("*.json"), key=release):
            one = json.loads(file.read_text(encoding="utf-8"))
            newest[one["id"]] = one
        return [newest[key] for key in sorted(newest)]
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = sorted(n for n in archive.namelist() if n.endswith(".json"))
            # A release holds both forms for a while; either will do.
            return json.loads(archive.read(names[-1]))
    return json.loads(path.read_text(encoding="utf-8"))


def name_and_country(organisation):
    """The name that is shown and the country's code; v2 first, then v1."""
    if "names" in organisation:
        name = next(n["value"] for n in organisation["names"] if "ror_display" in n["types"])
        places = organisation.get("locations") or []
        return name, places[0]["geonames_details"]["country_code"] if places else None
    return organisation["name"], (organisation.get("country") or {}).get("country_code")


def names_institution(word):
    return word.startswith("univ") or word in NOUNS


def cities_in(words, cities):
    """The cities in a name that the program would read; of two that begin at one word the longer."""
    for start in range(len(words)):
        for end in range(min(start + 4, len(words)), start, -1):
            phrase = " ".join(words[start:end])
            # A name that is nothing but the city is a place, and no institution.
            if phrase not in cities or end - start == len(words):
                continue
            before = [words[start - back] for back in range(2, 5) if back <= start]
            linked = start >= 2 and words[start - 1] in LINKS and any(map(names_institution, before))
            if end == len(words) or linked or any(map(names_institution, words[end:end + 3])):
                yield phrase
            break


def says_country(words, others):
    """Whether a region or a country stands in a name: then no city decides."""
    phrases = (" ".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, start + 4))
    return any(phrase in others for phrase in phrases)


def count(organisations, cities, others):
    """For each city: how many organisations named after it stand in its country, and how many do not."""
    tally = defaultdict(lambda: [0, 0])
    for name, country in map(name_and_country, organisations):
        words = fold(name)
        if country and not says_country(words, others):
            for city in set(cities_in(words, cities)):
                tally[city][cities[city] != country] += 1
    return tally


def words_of(tally):
    return sorted(city for city, (right, wrong) in tally.items() if right < LEAST_SHARE * (right + wrong))


def rows(file):
    with open(HERE / file, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def regions_and_countries():
    names = {" ".join(fold(row["region"])) for row in rows("regions.csv") if row["kind"] != "postal"}
    for row in rows("countries.csv"):
        listed = ";".join([row["name"], row["names"], row["former_names"], row["names_in_other_languages"]])
        names |= {" ".join(fold(name)) for name in listed.split(";")}
    return names - {""}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dump", type=Path)
    parser.add_argument("--without", type=Path, help="a dump whose organisations are left out and judge the list")
    parser.add_argument("--out", type=Path, default=HERE / "city_words.csv")
    options = parser.parse_args()
    others = regions_and_countries()
    cities = {row["city"]: row["country"] for row in rows("cities.csv") if row["country"] and row["city"] not in others}
    held = dumped(options.without) if options.without else []
    known = {organisation["id"] for organisation in held}
    organisations = [organisation for organisation in dumped(options.dump) if organisation["id"] not in known]
    words = words_of(count(organisations, cities, others))
    with open(options.out, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(["word"])
        writer.writerows([word] for word in words)
    print(f"{len(organisations)} organisations: {len(words)} words written to {options.out}")
    if held:
        left = {city: counts for city, counts in count(held, cities, others).items() if city not in words}
        print(f"of {sum(map(sum, left.values()))} cities in the names of {len(held)} others "
              f"{sum(wrong for _, wrong in left.values())} are wrong")


main()
