"""pybibx: `pbx_probe` without and with its removal of duplicates, `merge_database`, the edges behind its citation networks."""
from pybibx.base import pbx_probe

from common import record, run


def database(path):
    return "wos" if "/wos/" in path else "scopus"


def rows(probe):
    return [record(r.get("doi"), r.get("eid") or r.get("unique_id"), r.get("title")) for r in probe.data.to_dict("records")]


def read(files):
    probe = pbx_probe(files[0], db=database(files[0]), del_duplicated=len(files) > 1)
    references = sum(len([r for r in refs if r != "UNKNOWN"]) for refs in probe.ref)
    if len(files) == 1:
        citations = probe._local_citation_edges(strict_year=False)
        return {"records": rows(probe), "references": references, "citations": citations}
    given = [rows(pbx_probe(path, db=database(path), del_duplicated=False)) for path in files]
    probe.merge_database(files[1], database(files[1]), True)
    left = [(r["doi"], r["title"]) for r in rows(probe)]
    joined = []
    for at, r in enumerate(r for one in given for r in one):
        key = (r["doi"], r["title"])
        if key in left:
            left.remove(key)
        else:
            joined.append(at)
    return {"records": [r for one in given for r in one], "references": references, "citations": [], "joined": joined}


run(read)
