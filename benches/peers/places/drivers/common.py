"""What the drivers share: strings in as JSON on stdin, what was found out as JSON on stdout."""
import io
import json
import sys
import time
from contextlib import redirect_stdout


def run(find):
    """Calls `find(strings)`, which gives a list of names or ids for each string, and prints it with the seconds that it took."""
    task = json.load(sys.stdin)
    before = time.process_time()
    with redirect_stdout(io.StringIO()):
        try:
            report = {"found": find(task)}
        except Exception as error:  # a peer that fails is a row of the table
            report = {"error": f"{type(error).__name__}: {error}".strip().splitlines()[0][:200]}
    report["seconds"] = time.process_time() - before
    json.dump(report, sys.stdout)
