"""Search path counts of the real network of tests/mainpath.rs by whole numbers of any size, as a small digest.

    python mainpath.py ../../../shared/data/networks/handball_citations.net > mainpath.json

Needs networkx. The year of a work stands in its label. Citations against time are set aside, the rest is condensed.
"""

import json
import math
import re
import sys
from decimal import Decimal, getcontext

import networkx as nx

getcontext().prec = 60


def log10(number):
    return float(Decimal(number).log10())


def main():
    with open(sys.argv[1], encoding="utf-8-sig") as lines:
        count = int(next(lines).split()[1])
        labels = [next(lines).strip().split(None, 1)[1].strip('"') for _ in range(count)]
        next(lines)
        arcs = [tuple(int(cell) - 1 for cell in line.split()[:2]) for line in lines if line.strip()]
    years = [re.search(r"\((\d{4})\)", label) for label in labels]
    years = [int(year.group(1)) if year else None for year in years]
    edges = sorted({arc for arc in arcs if arc[0] != arc[1]})
    against = {(u, v) for u, v in edges if years[u] and years[v] and years[u] < years[v]}
    graph = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(edge for edge in edges if edge not in against)
    steps = nx.condensation(graph)
    step = steps.graph["mapping"]
    order = list(nx.topological_sort(steps))  # citing first
    from_sources, from_ancestors, to_sinks, to_descendants = {}, {}, {}, {}
    for s in reversed(order):
        older = list(steps.successors(s))
        from_sources[s] = sum(from_sources[o] for o in older) if older else 1
        from_ancestors[s] = 1 + sum(from_ancestors[o] for o in older)
    for s in order:
        newer = list(steps.predecessors(s))
        to_sinks[s] = sum(to_sinks[n] for n in newer) if newer else 1
        to_descendants[s] = 1 + sum(to_descendants[n] for n in newer)
    weights = {
        "spc": lambda citing, cited: from_sources[cited] * to_sinks[citing],
        "splc": lambda citing, cited: from_ancestors[cited] * to_sinks[citing],
        "spnp": lambda citing, cited: from_ancestors[cited] * to_descendants[citing],
    }
    out = {"against_time": len(against), "years_unknown": sum(y is None for y in years)}
    kept = [e for e in edges if e not in against and step[e[0]] != step[e[1]]]
    out["in_cycles"] = len(edges) - len(against) - len(kept)
    out["log10_paths"] = log10(sum(from_sources[s] for s in steps if not list(steps.predecessors(s))))
    for name, weight in weights.items():
        values = {e: weight(step[e[0]], step[e[1]]) for e in kept}
        heaviest = sorted(kept, key=lambda e: (-values[e], e))[:20]
        sample = sorted(set(kept[::1500]) | set(heaviest))
        out[name] = {
            "log10_sum": log10(sum(values.values())),
            "sample": [[str(e[0] + 1), str(e[1] + 1), log10(values[e])] for e in sample],
        }
        best = {}
        for s in reversed(order):
            best[s] = max((best[o] + weight(s, o) for o in steps.successors(s)), default=0)
        out[name]["log10_global"] = log10(max(best.values()))
    longest = {}
    for s in reversed(order):
        longest[s] = max((longest[o] + 1 for o in steps.successors(s)), default=0)
    out["longest"] = max(longest.values())
    assert math.isclose(sum(1 for _ in kept), len(kept))
    json.dump(out, sys.stdout, indent=0)


main()
