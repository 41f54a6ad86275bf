"""litstudy: `load_scopus_csv` and `load_bibtex`, the union of two sets, `build_citation_network`."""
import litstudy.network
from litstudy.sources.bibtex import load_bibtex
from litstudy.sources.scopus_csv import load_scopus_csv

from common import record, run


def load(path):
    if path.endswith(".csv"):
        return load_scopus_csv(path)
    if path.endswith(".bib"):
        return load_bibtex(path)
    raise ValueError("has no reader of Web of Science's plain text")


def read(files):
    sets = [load(path) for path in files]
    docs = sets[0]
    for other in sets[1:]:
        docs = docs | other
    given = [doc for one in sets for doc in one.docs]
    kept = {id(doc) for doc in docs.docs}
    graph = litstudy.network.build_citation_network(docs)
    return {
        "records": [record(d.id.doi, d.id._attr.get("eid"), d.title) for d in given],
        "references": sum(len(d.references or []) for d in given),
        "citations": list(graph.edges) if len(files) == 1 else [],
        "joined": [at for at, d in enumerate(given) if id(d) not in kept],
    }


run(read)
