"""biblium: `extract_countries_from_affiliation` of its geographic analysis (all countries that it finds)."""
from biblium.addons.geographic_analysis import extract_countries_from_affiliation

from common import run

run(lambda task: [extract_countries_from_affiliation(text) for text in task["strings"]])
