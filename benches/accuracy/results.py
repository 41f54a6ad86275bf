"""Writes a measured section of benches/RESULTS.md, between its markers: running again replaces it."""
import re
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[1] / "RESULTS.md"


def write_section(name, text):
    """Replaces what stands between `<!-- name -->` and `<!-- end name -->`."""
    begin, end = f"<!-- {name} -->", f"<!-- end {name} -->"
    whole = RESULTS.read_text(encoding="utf-8")
    if begin not in whole or end not in whole:
        raise SystemExit(f"{RESULTS}: no markers {begin} and {end}; put them where the section shall stand")
    pattern = re.escape(begin) + r".*?" + re.escape(end)
    body = f"{begin}\n\n{text.strip()}\n\n{end}"
    RESULTS.write_text(re.sub(pattern, lambda _: body, whole, count=1, flags=re.S), encoding="utf-8")
