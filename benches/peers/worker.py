"""One Python peer with the graph loaded: a line with the name of a row comes in, a line of JSON with its CPU seconds goes out.

    python worker.py PEER EDGES.bin NODES ROW,ROW,…

PEER is scipy, igraph, networkit or duckdb. EDGES.bin holds pairs of little-endian u32 (citing, cited) in any order.
Loading is over when the first line is printed. `check` is a number on which we and the peer must agree.
"""

import json
import sys
import time

import numpy as np

SEEDS, HOPS = 1000, 3


def seeds(papers):
    """Papers spread over all dates; `benches/kernels.rs` takes the same."""
    return [seed * papers // SEEDS for seed in range(SEEDS)]


def spread(papers, count):
    """`count` of the 256 sources that `benches/kernels.rs` takes, and as spread as they are."""
    step = 256 // count
    return [(source * papers + papers // 2) // 256 for source in range(step // 2, 256, step)]


def lengths(edges):
    """From 1 to 10, by the ends of a citation; `benches/kernels.rs` takes the same."""
    return (7 * edges[:, 0].astype(np.int64) + 13 * edges[:, 1].astype(np.int64)) % 10 + 1


def scipy_rows(edges, papers, wanted):
    import scipy.sparse as sparse

    sources, targets = edges[:, 0].astype(np.int32), edges[:, 1].astype(np.int32)
    ones = np.ones(len(edges), dtype=np.int8)

    def build():
        references = sparse.coo_array((ones, (sources, targets)), shape=(papers, papers)).tocsr()
        cited_by = references.T.tocsr()
        return references.nnz + cited_by.nnz

    references = sparse.coo_array((np.ones(len(edges)), (sources, targets)), shape=(papers, papers)).tocsr()
    out_degree = np.diff(references.indptr)
    dangling = out_degree == 0
    inverse = np.divide(0.85, out_degree, out=np.zeros(papers), where=~dangling)
    cited_by = references.T.tocsr()

    def pagerank():
        """Power iteration to 1e-8 as in networkx's pagerank_scipy; the transposed rows are there already."""
        p = np.full(papers, 1 / papers)
        for _ in range(200):
            new = cited_by @ (inverse * p) + (0.15 + 0.85 * p[dangling].sum()) / papers
            change = np.abs(new - p).sum()
            p = new
            if change < 1e-8:
                break
        return p[0]

    def trace():
        via = np.full(papers, -1, dtype=np.int64)
        origin = np.full(papers, -1, dtype=np.int64)
        frontier = np.array(seeds(papers))
        via[frontier] = origin[frontier] = frontier
        reached = len(frontier)
        for _ in range(HOPS):
            rows = cited_by[frontier]
            near, through = rows.indices, np.repeat(frontier, np.diff(rows.indptr))
            new = via[near] < 0
            near, first = np.unique(near[new], return_index=True)
            via[near] = through[new][first]
            origin[near] = origin[via[near]]
            frontier = near
            reached += len(near)
        return float(via[via >= 0].sum() + origin[origin >= 0].sum() + reached)

    def weak():
        return sparse.csgraph.connected_components(references, connection="weak")[0]

    return {"build": build, "pagerank": pagerank, "trace": trace, "weak": weak}


def igraph_rows(edges, papers, wanted):
    import igraph

    graph = igraph.Graph(n=papers, edges=edges.astype(np.int64), directed=True)
    undirected = graph.as_undirected() if {"core", "leiden"} & wanted else None
    some = spread(papers, 8)
    weights = lengths(edges).tolist() if {"betweenness_weighted", "harmonic_weighted"} & wanted else None

    def trace():
        via = {seed: seed for seed in seeds(papers)}
        origin = dict(via)
        frontier = list(via)
        for _ in range(HOPS):
            found = []
            for paper, citing in zip(frontier, graph.neighborhood(frontier, order=1, mode="in", mindist=1)):
                root = origin[paper]
                for near in citing:
                    if near not in via:
                        via[near], origin[near] = paper, root
                        found.append(near)
            frontier = sorted(found)
        return float(sum(via.values()) + sum(origin.values()) + len(via))

    def weak():
        return len(graph.connected_components(mode="weak"))

    def leiden():
        found = undirected.community_leiden(objective_function="modularity", n_iterations=2)
        return undirected.modularity(found.membership)

    return {
        "pagerank": lambda: graph.pagerank()[0],
        "pagerank_cyclic": lambda: graph.pagerank()[0],
        "trace": trace,
        "weak": weak,
        "core": lambda: sum(undirected.coreness()),
        "betweenness": lambda: sum(graph.betweenness(sources=some)),
        "harmonic": lambda: sum(graph.harmonic_centrality(some, mode="out", normalized=False)),
        "closeness": lambda: sum(1 / near for near in graph.closeness(some, mode="out", normalized=False)),
        "betweenness_weighted": lambda: sum(graph.betweenness(sources=some, weights=weights)),
        "harmonic_weighted": lambda: sum(
            graph.harmonic_centrality(some, mode="out", weights=weights, normalized=False)),
        "leiden": leiden,
    }


def networkit_rows(edges, papers, wanted):
    import networkit

    networkit.setNumberOfThreads(1)
    graph, directed = None, None
    if {"core", "weak", "leiden"} & wanted:
        graph = networkit.GraphFromCoo((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), n=papers, directed=False)
    if {"closeness", "harmonic_weighted"} & wanted:
        entries = (lengths(edges).astype(float), (edges[:, 0], edges[:, 1]))
        directed = networkit.GraphFromCoo(entries, n=papers, directed=True, weighted=True)

    def distances(search):
        """From each of the sources to what it reaches."""
        for source in spread(papers, 8):
            found = search(directed, source, False)
            found.run()
            far = np.array(found.getDistances())
            yield far[(far > 0) & (far < 1e300)]

    def core():
        found = networkit.centrality.CoreDecomposition(graph)
        found.run()
        return sum(found.scores())

    def weak():
        found = networkit.components.ConnectedComponents(graph)
        found.run()
        return found.numberOfComponents()

    def leiden():
        found = networkit.community.ParallelLeiden(graph)
        found.run()
        return networkit.community.Modularity().getQuality(found.getPartition(), graph)

    return {
        "core": core,
        "weak": weak,
        "leiden": leiden,
        "closeness": lambda: sum(far.sum() for far in distances(networkit.distance.BFS)),
        "harmonic_weighted": lambda: sum((1 / far).sum() for far in distances(networkit.distance.Dijkstra)),
    }


def duckdb_rows(edges, papers, wanted):
    import duckdb

    database = duckdb.connect()
    database.execute("SET threads = 1")
    citing, cited = np.ascontiguousarray(edges[:, 0]), np.ascontiguousarray(edges[:, 1])
    database.register("columns", {"citing": citing, "cited": cited})
    database.execute("CREATE TABLE citations AS SELECT citing, cited FROM columns")
    database.execute(f"CREATE TABLE seeds AS SELECT unnest({seeds(papers)})::UINTEGER AS paper")

    def trace(union="UNION ALL"):
        """The question as SQL asks it: all walks, of which the nearest and then the lowest counts."""
        return database.execute(f"""
            WITH RECURSIVE steps(paper, hop, via, origin) AS (
                SELECT paper, 0, paper, paper FROM seeds
                {union}
                SELECT citing, hop + 1, paper, origin FROM steps JOIN citations ON cited = paper WHERE hop < {HOPS}
            ),
            nearest AS (
                SELECT paper, via, hop FROM steps
                QUALIFY row_number() OVER (PARTITION BY paper ORDER BY hop, via) = 1
            )
            SELECT (sum(via) + count(*))::DOUBLE FROM nearest
        """).fetchone()[0]

    def trace_grouped():
        """Helped along: each round keeps one row a paper, with its lowest `via`; at the end its nearest hop counts."""
        return database.execute(f"""
            WITH RECURSIVE steps(paper, hop, via, origin) AS (
                SELECT paper, 0, paper, paper FROM seeds
                UNION ALL
                SELECT citing, min(hop) + 1, min(paper), arg_min(origin, paper)
                FROM steps JOIN citations ON cited = paper WHERE hop < {HOPS} GROUP BY citing
            ),
            nearest AS (SELECT arg_min(via, hop) AS via, arg_min(origin, hop) AS origin FROM steps GROUP BY paper)
            SELECT (sum(via) + sum(origin) + count(*))::DOUBLE FROM nearest
        """).fetchone()[0]

    return {"trace": trace, "trace_union": lambda: trace("UNION"), "trace_grouped": trace_grouped}


def main():
    peer, path, papers, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3]), set(sys.argv[4].split(","))
    edges = np.fromfile(path, dtype="<u4").reshape(-1, 2)
    make = {"scipy": scipy_rows, "igraph": igraph_rows, "networkit": networkit_rows, "duckdb": duckdb_rows}[peer]
    rows = make(edges, papers, wanted)
    del edges
    print(json.dumps({"ready": peer}), flush=True)
    shares = dict.fromkeys(["betweenness", "betweenness_weighted", "harmonic", "harmonic_weighted", "closeness"], 8)
    for line in sys.stdin:
        row = line.strip()
        before, wall = time.process_time(), time.perf_counter()
        check = rows[row]()
        seconds, wall = time.process_time() - before, time.perf_counter() - wall
        share = shares.get(row, 1)
        print(json.dumps({"seconds": seconds / share, "wall": wall / share, "check": float(check)}), flush=True)


main()
