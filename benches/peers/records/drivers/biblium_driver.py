"""biblium: `read_bibfile`, `utilsbib.build_citation_network` at the threshold of its class (90) for Scopus, its network by DOIs
for Web of Science, `dedup.detect_duplicates` for two files (the groups that its `deduplicate` merges).
"""
import pandas

from biblium import dedup, readbib, utilsbib
from biblium.utilsbib_modules.citations import build_citation_network_from_dois

from common import record, run


def load(path):
    database = "wos" if "/wos/" in path else "scopus"
    try:
        return readbib.read_bibfile(path, database)
    except KeyError:  # its Scopus BibTeX reader names a mapping that it does not have; the names are set by hand
        frame = readbib.read_bibtex(path, mapping_column=None)
        return frame.rename(columns={"title": "Title", "doi": "DOI", "references": "References"})


def read(files):
    frames = [load(path) for path in files]
    frame = pandas.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0].reset_index(drop=True)
    ids = "EID" if "EID" in frame else "Accession Number"
    records = [record(r.get("DOI"), r.get(ids), r.get("Title")) for r in frame.to_dict("records")]
    lists = frame["References"] if "References" in frame else []
    report = {"records": records, "references": sum(len([x for x in r.split(";") if x.strip()]) for r in lists if isinstance(r, str))}
    if len(files) > 1:
        flagged = dedup.detect_duplicates(frame)
        groups = flagged["_duplicate_group"]
        report["joined"] = [at for at, again in enumerate(groups.where(groups >= 0).duplicated() & (groups >= 0)) if again]
        return report
    frame["place"] = [str(at) for at in frame.index]
    if "/wos/" in files[0]:
        edges, _ = build_citation_network_from_dois(frame)
        report["citations"] = [] if edges.empty else list(zip(edges["source_idx"].tolist(), edges["target_idx"].tolist()))
    else:
        graph, *_ = utilsbib.build_citation_network(frame, id_col="place", threshold=90, largest_only=False)
        report["citations"] = [(int(a), int(b)) for a, b in graph.edges]
    return report


run(read)
