"""What the drivers share: the report that each prints as JSON."""
import io
import json
import sys
import time
from contextlib import redirect_stdout


def run(read):
    """Calls `read(files)` and prints what it returned, with the seconds that it took without start-up and imports.

    `read` gives a dict: `records`, a list of {"doi", "id", "title"} in the peer's own order; `references`, how many it holds;
    `citations`, pairs of indexes into `records`; `joined`, for two files the records that were merged into another one.
    """
    before = time.perf_counter()
    out = sys.stdout
    with redirect_stdout(io.StringIO()):
        try:
            report = read(sys.argv[1:])
        except Exception as error:  # a peer that fails is a row of the table
            report = {"error": f"{type(error).__name__}: {error}".strip().splitlines()[0][:200]}
    report["work_seconds"] = time.perf_counter() - before
    json.dump(report, out)


def record(doi=None, id=None, title=None):
    def text(value):
        return str(value) if value is not None and str(value) not in ("nan", "None", "UNKNOWN") else ""

    return {"doi": text(doi), "id": text(id), "title": text(title)}
