"""Computes a trace by the definitions of the design, apart from the program, and compares.

    trace.py prepare NETWORK.net FOLDER     writes edges.csv, nodes.csv and seeds.txt
    trace.py check FOLDER HOPS              compares FOLDER/out/trails.parquet with what is computed here

Strongly connected components come from networkx; everything else from plain dictionaries.
"""

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

import networkx as nx
import polars as pl


def prepare(network, folder):
    years, edges, arcs = {}, [], False
    for line in open(network, encoding="utf-8-sig"):
        if line.startswith("*Arcs"):
            arcs = True
        elif not arcs and not line.startswith("*"):
            number, label = line.split(None, 1)
            year = re.search(r"\((\d{4})\)", label)
            years[number] = year.group(1) if year and int(year.group(1)) > 0 else ""
        elif arcs:
            edges.append(line.split()[:2])
    with open(folder / "edges.csv", "w", newline="") as out:
        csv.writer(out).writerows([["source", "target"], *edges])
    with open(folder / "nodes.csv", "w", newline="") as out:
        csv.writer(out).writerows([["node", "date"], *years.items()])
    # Every 40th paper that is dated before 1995 and cited.
    cited = {target for _, target in edges}
    early = sorted((n for n, y in years.items() if y and int(y) < 1995 and n in cited), key=int)
    (folder / "seeds.txt").write_text("\n".join(early[::40]) + "\n")


def compute(folder, hops):
    dates = {row["node"]: row["date"] for row in csv.DictReader(open(folder / "nodes.csv"))}
    edges = {(row["source"], row["target"]) for row in csv.DictReader(open(folder / "edges.csv"))}
    edges = {edge for edge in edges if edge[0] != edge[1]}
    seeds = (folder / "seeds.txt").read_text().split()
    listed, causal = defaultdict(int), nx.DiGraph()
    for citing, cited in edges:
        listed[citing] += 1
        a, b = dates.get(citing, ""), dates.get(cited, "")
        coarser = min(len(a), len(b))
        if coarser and a[:coarser] >= b[:coarser]:
            causal.add_edge(citing, cited)
    causal.add_nodes_from(seeds)
    component = {}
    for number, members in enumerate(nx.strongly_connected_components(causal)):
        component.update(dict.fromkeys(members, number))
    inside = {edge for edge in causal.edges if component[edge[0]] == component[edge[1]]}

    hop, frontier, shortest = dict.fromkeys(seeds, 0), set(seeds), dict.fromkeys(seeds, 1)
    for step in range(1, hops + 1):
        found = {p for q in frontier for p in causal.predecessors(q) if p not in hop}
        for p in found:
            hop[p] = step
            shortest[p] = sum(shortest[q] for q in causal.successors(p) if hop.get(q) == step - 1)
        frontier = found
    via, origin = {}, {seed: seed for seed in seeds}
    for p in sorted(hop, key=hop.get):
        if hop[p]:
            nearer = [q for q in causal.successors(p) if hop.get(q) == hop[p] - 1]
            via[p] = min(nearer, key=lambda q: (dates[q] == "", dates[q], int(q)))
            origin[p] = origin[via[p]]
    origins = defaultdict(set)
    for seed in seeds:
        for p in nx.single_source_shortest_path_length(causal.reverse(copy=False), seed, cutoff=hops):
            origins[p].add(seed)
    trails, flow = defaultdict(int), defaultdict(float)
    walks, shares = dict.fromkeys(seeds, 1), dict.fromkeys(seeds, 1.0)
    for _ in range(hops):
        next_walks, next_shares = defaultdict(int), defaultdict(float)
        for q in walks:
            for p in causal.predecessors(q):
                if (p, q) not in inside:
                    next_walks[p] += walks[q]
                    next_shares[p] += shares[q] / listed[p]
        walks, shares = next_walks, next_shares
        for p in walks:
            trails[p] += walks[p]
            flow[p] += shares[p]
    rows = {
        p: (hop[p], via.get(p), origin[p], len(origins[p]), shortest[p], trails[p], flow[p]) for p in hop
    }
    return rows, len(edges) - causal.number_of_edges(), len(inside)


def check(folder, hops):
    expected, not_causal, inside = compute(folder, hops)
    table = pl.read_parquet(folder / "out" / "trails.parquet")
    assert table.columns[:9] == [
        "node", "date", "hop", "via", "origin", "origins", "shortest_trails", "trails", "flow",
    ], table.columns
    assert table.height == len(expected), (table.height, len(expected))
    for row in table.iter_rows():
        want = expected[row[0]]
        assert row[2:8] == want[:6], (row, want)
        assert abs(row[8] - want[6]) <= 1e-9 * max(1e-9, want[6]), (row, want)
    assert pl.read_parquet(folder / "out" / "not_causal.parquet").height == not_causal
    assert pl.read_parquet(folder / "out" / "condensed_edges.parquet").height == inside
    print(f"{table.height} rows agree; {not_causal} citations not causal, {inside} condensed")


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2], Path(sys.argv[3]))
    else:
        check(Path(sys.argv[2]), int(sys.argv[3]))
