"""country_converter: its regular expressions on the whole string."""
import logging

import country_converter

from common import run

logging.getLogger("country_converter").setLevel(logging.CRITICAL)


def find(task):
    converter = country_converter.CountryConverter()
    codes = converter.convert(task["strings"], to="ISO2", not_found=None, src="regex")
    codes = [code if isinstance(code, list) else [code] for code in codes]
    return [[c for c in row if isinstance(c, str) and len(c) == 2] for row in codes]


run(find)
