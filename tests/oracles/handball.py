"""What networkx and igraph say about the real network of tests/rank.rs, as a small digest.

    python handball.py ../../../shared/data/networks/handball_citations.net > handball.json

Needs networkx, python-igraph, numpy, scipy. For each measure: the sum over all nodes and the values of a sample (every
397th vertex, and the ten largest). Run once; takes some minutes.
"""

import json
import math
import sys

import igraph
import networkx as nx
import numpy as np


def read_pajek(path):
    with open(path, encoding="utf-8-sig") as lines:
        count = int(next(lines).split()[1])
        labels = [next(lines).strip().split(None, 1)[1].strip('"') for _ in range(count)]
        assert next(lines).strip() == "*Arcs"
        arcs = [tuple(int(cell) - 1 for cell in line.split()[:2]) for line in lines if line.strip()]
    return labels, arcs


def digest(values):
    values = [float(v) for v in values]
    known = [v for v in values if not math.isnan(v)]
    ranked = sorted(range(len(values)), key=lambda v: (-values[v] if not math.isnan(values[v]) else math.inf, v))
    chosen = sorted(set(range(0, len(values), 397)) | set(ranked[:10]))
    sample = {str(v + 1): None if math.isnan(values[v]) else values[v] for v in chosen}
    return {"sum": math.fsum(known), "nulls": len(values) - len(known), "sample": sample}


def main():
    labels, arcs = read_pajek(sys.argv[1])
    nodes = len(labels)
    edges = sorted({arc for arc in arcs if arc[0] != arc[1]})
    graph = nx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(edges)
    undirected = graph.to_undirected()
    other = igraph.Graph(n=nodes, edges=edges, directed=True)
    in_order = lambda values: [values[v] for v in range(nodes)]
    out = {}

    out["in_degree"] = digest(in_order(dict(graph.in_degree())))
    out["out_degree"] = digest(in_order(dict(graph.out_degree())))
    out["pagerank"] = digest(in_order(nx.pagerank(graph, tol=1e-17 / nodes * 1e3, max_iter=2000)))
    restart = {v: 1.0 for v in range(0, nodes, 1000)}
    out["personalized_pagerank"] = digest(
        in_order(nx.pagerank(graph, personalization=restart, tol=1e-16, max_iter=2000))
    )
    out["betweenness"] = digest(other.betweenness(directed=True))
    # Both over the papers that reach the node: networkx takes the distances to it.
    out["closeness"] = digest(in_order(nx.closeness_centrality(graph)))
    out["harmonic"] = digest(in_order(nx.harmonic_centrality(graph)))
    out["core"] = digest(in_order(nx.core_number(undirected)))
    out["clustering"] = digest(in_order(nx.clustering(undirected)))
    parts = sorted(nx.weakly_connected_components(graph), key=lambda part: (-len(part), min(part)))
    component = [0] * nodes
    for number, part in enumerate(parts):
        for v in part:
            component[v] = number
    out["component"] = digest(component)

    # By power iteration to the last digit: x = 1 + alpha * (papers that cite).
    matrix = nx.to_scipy_sparse_array(graph, nodelist=range(nodes), format="csr", dtype=float)
    alpha, x = 0.01, np.ones(nodes)
    for _ in range(10_000):
        new = 1 + alpha * (matrix.T @ x)
        if np.max(np.abs(new - x) / new) < 1e-16:
            break
        x = new
    out["katz"] = digest(x)
    out["katz"]["alpha"] = alpha
    hubs = np.full(nodes, 1.0 / nodes)
    for _ in range(200_000):
        authorities = matrix.T @ hubs
        authorities /= authorities.sum()
        new = matrix @ authorities
        new /= new.sum()
        change = np.abs(new - hubs).max()
        hubs = new
        if change < 1e-18:
            break
    out["hits_hub"] = digest(hubs)
    out["hits_authority"] = digest(authorities)
    largest = sorted(parts[0])
    inside = nx.to_scipy_sparse_array(undirected, nodelist=largest, format="csr", dtype=float)
    x = np.ones(len(largest))
    for _ in range(200_000):
        new = inside @ x + x
        new /= np.linalg.norm(new)
        change = np.abs(new - x).max()
        x = new
        if change < 1e-17:
            break
    eigenvector = [math.nan] * nodes
    for v, value in zip(largest, x):
        eigenvector[v] = value
    out["eigenvector"] = digest(eigenvector)

    # Funk and Owen-Smith from the sets themselves.
    disruption = []
    for v in range(nodes):
        references = set(graph.successors(v))
        cites_it = set(graph.predecessors(v))
        cites_references = {c for r in references for c in graph.predecessors(r)} - {v}
        both = len(cites_it & cites_references)
        total = len(cites_it | cites_references)
        disruption.append((len(cites_it) - 2 * both) / total if total else math.nan)
    out["disruption"] = digest(disruption)
    out["sizes"] = {"nodes": nodes, "edges": len(edges), "arcs": len(arcs)}
    cycles = [len(c) for c in nx.strongly_connected_components(graph) if len(c) > 1]
    out["cycles"] = {"count": len(cycles), "largest": max(cycles)}
    json.dump(out, sys.stdout, indent=0)


main()
