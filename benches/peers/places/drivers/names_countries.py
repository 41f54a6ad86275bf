"""Turns the country names of the other drivers into ISO codes with country_converter; a name that it does not know stays."""
import json
import logging
import sys

import country_converter

logging.getLogger("country_converter").setLevel(logging.CRITICAL)
names = json.load(sys.stdin)
converter = country_converter.CountryConverter()
codes = converter.convert(names, to="ISO2", not_found=None) if names else []
codes = codes if isinstance(codes, list) else [codes]
json.dump({name: code if isinstance(code, str) else name for name, code in zip(names, codes)}, sys.stdout)
