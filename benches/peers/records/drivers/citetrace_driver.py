"""What `citetrace ingest` wrote, in the form of the peers' reports: reads the corpus folder, measures nothing.

    python citetrace_driver.py CORPUS
"""
import json
import sys
from pathlib import Path

import polars

corpus = Path(sys.argv[1])
papers = polars.read_parquet(corpus / "papers.parquet")
citations = polars.read_parquet(corpus / "citations.parquet")
report = json.loads((corpus / "ingest.json").read_text())
files = [one["file"] for one in report["files"]]
starts = [sum(one["rows"] for one in report["files"][:at]) for at in range(len(files))]
places, joined = [], []
for records in papers["records"]:
    # The place of each record among the rows of all files, as the peers' drivers count them.
    held = sorted(starts[files.index(r["file"])] + r["position"] for r in records)
    places.append(held[0])
    joined += held[1:]
pairs = zip(citations["citing"].to_list(), citations["cited"].to_list())
json.dump(
    {
        "rows": sum(one["rows"] for one in report["files"]),
        "rejected": report["rejected"],
        "references": report["references"]["listed"],
        "citations": [(places[a], places[b]) for a, b in pairs] if len(files) == 1 else [],
        "joined": joined,
    },
    sys.stdout,
)
