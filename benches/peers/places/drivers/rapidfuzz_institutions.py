"""rapidfuzz: the registry name nearest to the string by `token_set_ratio`, as analysts do it by hand; acronyms left out."""
import json

from rapidfuzz import fuzz, process, utils

from common import run


def find(task):
    with open(task["registry"], encoding="utf-8") as file:
        names = [(n["value"], e["id"]) for e in json.load(file) for n in e["names"] if "acronym" not in n["types"]]
    choices = [utils.default_process(name) for name, _ in names]
    found = []
    for text in task["strings"]:
        best = process.extractOne(utils.default_process(text), choices, scorer=fuzz.token_set_ratio)
        found.append([[names[best[2]][1], best[1] / 100]] if best else [])
    return found


run(find)
