"""Reads one export with another program's reader and prints it in one form.

    export.py FORMAT FILE [FILE ...]

Prints JSON: whether it is directed, the nodes with their attributes by label (or key), the weighted edges.
"""

import csv
import json
import sys

import networkx as nx
import polars as pl


def plain(graph, label):
    called = {node: label(node, data) for node, data in graph.nodes(data=True)}
    edges = []
    for a, b, data in graph.edges(data=True):
        pair = (called[a], called[b]) if graph.is_directed() else sorted((called[a], called[b]))
        edges.append([*pair, float(data.get("weight", 1))])
    nodes = {
        called[node]: {name: data.get(name) for name in ("label", "country", "year", "papers")}
        for node, data in graph.nodes(data=True)
    }
    return {"directed": graph.is_directed(), "nodes": nodes, "edges": sorted(edges)}


def by_key(_, data):
    return data["key"]


def read(form, files):
    if form == "gexf":
        return plain(nx.read_gexf(files[0]), by_key)
    if form == "graphml":
        return plain(nx.read_graphml(files[0]), by_key)
    if form == "cytoscape-json":
        return plain(nx.cytoscape_graph(json.load(open(files[0], encoding="utf-8"))), by_key)
    if form == "pajek":
        return plain(nx.read_pajek(files[0]), lambda node, _: node)
    if form in ("csv", "parquet"):
        tables = [pl.read_csv(f, infer_schema=False) if form == "csv" else pl.read_parquet(f) for f in files]
        graph = nx.DiGraph()
        for row in tables[1].iter_rows(named=True):
            row["year"] = int(row["year"]) if row["year"] is not None else None
            row["papers"] = int(row["papers"])
            graph.add_node(row["node"], **row, key=row["node"])
        for source, target, weight in tables[0].iter_rows():
            graph.add_edge(source, target, weight=float(weight))
        return plain(graph, by_key)
    graph = nx.Graph()
    if form == "vosviewer-json":
        network = json.load(open(files[0], encoding="utf-8"))["network"]
        items = [(i["id"], i["label"], i["weights"]["Papers"], i.get("scores", {}).get("Year")) for i in network["items"]]
        links = [(link["source_id"], link["target_id"], link["strength"]) for link in network["links"]]
    else:
        rows = list(csv.reader(open(files[0], encoding="utf-8", newline=""), delimiter="\t"))
        at = {name: column for column, name in enumerate(rows[0])}
        items = [
            (int(r[at["id"]]), r[at["label"]], int(r[at["weight<Papers>"]]), int(r[at["score<Year>"]] or 0) or None)
            for r in rows[1:]
        ]
        lines = csv.reader(open(files[1], encoding="utf-8", newline=""), delimiter="\t")
        links = [(int(a), int(b), float(weight)) for a, b, weight in lines]
    for number, label, papers, year in items:
        graph.add_node(number, label=label, papers=papers, year=year)
    graph.add_weighted_edges_from(links)
    return plain(graph, lambda _, data: data["label"])


print(json.dumps(read(sys.argv[1], sys.argv[2:])))
