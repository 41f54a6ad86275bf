"""metaknowledge: `RecordCollection`, the sum of two, `networkCitation(coreOnly=True)`."""
import metaknowledge

from common import record, run


def read(files):
    collections = [metaknowledge.RecordCollection(path) for path in files]
    collection = collections[0]
    for other in collections[1:]:
        collection = collection + other
    records = list(collection)
    place = {r.id: at for at, r in enumerate(records)}
    graph = collection.networkCitation(coreOnly=True)
    at = {node: place.get(data.get("MK-ID")) for node, data in graph.nodes(data=True)}
    return {
        "records": [record(r.get("DI") or r.get("DOI"), r.id, r.get("TI") or r.get("Title")) for r in records],
        "references": sum(len(r.get("citations") or []) for r in records),
        "citations": [(at[a], at[b]) for a, b in graph.edges if None not in (at[a], at[b]) and a != b],
    }


run(read)
