"""What networkx says about weighted measures on an invented network, for tests/rank_weights.rs.

    python weighted.py > weighted.json

Needs networkx, numpy, scipy. The weights are powers of 2, so that lengths and their inverses add up exactly and paths of
equal length are equal in networkx too. Run once; takes a second.
"""

import json
import random
import sys

import networkx as nx

NODES = 30
ALPHA = 0.02
RESTART = [0, 7, 21]


def network():
    """Arcs among the first 26 nodes, with cycles and opposite arcs, and a component of the last four."""
    dice = random.Random(6)
    arcs = {}
    while len(arcs) < 100:
        u, v = dice.randrange(26), dice.randrange(26)
        if u != v and (u > v or dice.random() < 0.3):
            # Opposite arcs weigh the same: their sum is a power of 2.
            arcs[u, v] = arcs.get((v, u)) or dice.choice([0.5, 1, 1, 2, 4])
    arcs.update({(27, 26): 2, (28, 27): 0.5, (29, 27): 1, (29, 28): 4})
    return arcs


def measures(graph, undirected):
    for u, v, data in graph.edges(data=True):
        data["inverse"] = 1 / data["weight"]
    in_order = lambda values: [float(values[v]) for v in range(NODES)]
    largest = max(nx.connected_components(undirected), key=len)
    eigenvector = nx.eigenvector_centrality_numpy(undirected.subgraph(largest), weight="weight")
    eigenvector = [float(eigenvector[v]) if v in largest else None for v in range(NODES)]
    degrees = (graph.in_degree, graph.out_degree) if graph.is_directed() else (graph.degree, graph.degree)
    hubs, authorities = nx.hits(graph)
    pagerank = lambda **more: in_order(nx.pagerank(graph, tol=1e-17, max_iter=5000, **more))
    out = {
        "in_degree": in_order(dict(degrees[0](weight="weight"))),
        "out_degree": in_order(dict(degrees[1](weight="weight"))),
        "pagerank": pagerank(),
        "personalized_pagerank": pagerank(personalization={v: 1 for v in RESTART}),
        "hits_hub": in_order(hubs),
        "hits_authority": in_order(authorities),
        "eigenvector": eigenvector,
        "katz": in_order(nx.katz_centrality_numpy(graph, ALPHA, normalized=False, weight="weight")),
        "clustering": in_order(nx.clustering(undirected, weight="weight")),
    }
    for how, length in [("lengths", "weight"), ("strengths", "inverse")]:
        out[f"betweenness {how}"] = in_order(nx.betweenness_centrality(graph, normalized=False, weight=length))
        out[f"closeness {how}"] = in_order(nx.closeness_centrality(graph, distance=length))
        out[f"harmonic {how}"] = in_order(nx.harmonic_centrality(graph, distance=length))
    return out


def main():
    arcs = network()
    graph = nx.DiGraph()
    graph.add_nodes_from(range(NODES))
    graph.add_weighted_edges_from((u, v, w) for (u, v), w in arcs.items())
    undirected = nx.Graph()
    undirected.add_nodes_from(range(NODES))
    for (u, v), weight in arcs.items():
        before = undirected.edges[u, v]["weight"] if undirected.has_edge(u, v) else 0
        undirected.add_edge(u, v, weight=before + weight)
    out = {
        "arcs": [[u, v, w] for (u, v), w in arcs.items()],
        "edges": [[u, v, w] for u, v, w in undirected.edges(data="weight")],
        "alpha": ALPHA,
        "restart": RESTART,
        "directed": measures(graph, undirected),
        "undirected": measures(undirected, undirected),
    }
    json.dump(out, sys.stdout, indent=None, separators=(",", ":"))
    print()


main()
