"""biblium: the countries of its data frame (`extract_countries_from_affiliations`: the part after the last comma)."""
import pandas
from biblium.utilsbib_modules.countries import extract_countries_from_affiliations

from common import run


def find(task):
    frame, _ = extract_countries_from_affiliations(pandas.DataFrame({"Affiliations": task["strings"]}))
    return [list(names) for names in frame["Countries"]]


run(find)
