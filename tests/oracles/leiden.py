"""The modularity that igraph's Leiden reaches on the real network of tests/cluster.rs: the best of ten seeds.

    python leiden.py ../../../shared/data/networks/handball_citations.net

Needs python-igraph.
"""

import random
import sys

import igraph


def main():
    with open(sys.argv[1], encoding="utf-8-sig") as lines:
        count = int(next(lines).split()[1])
        for _ in range(count + 1):
            next(lines)
        arcs = [tuple(int(cell) - 1 for cell in line.split()[:2]) for line in lines if line.strip()]
    edges = sorted({(min(arc), max(arc)) for arc in arcs if arc[0] != arc[1]})
    graph = igraph.Graph(n=count, edges=edges, directed=False)
    found = []
    for seed in range(10):
        igraph.set_random_number_generator(random.Random(seed))
        found.append(graph.community_leiden(objective_function="modularity", n_iterations=-1).modularity)
    print(max(found), sorted(found))


main()
