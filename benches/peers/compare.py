"""Our kernels and the peers on one citation graph, CPU seconds on one thread, as a table of ratios.

    python benches/peers/compare.py [--papers 2000000] [--citations 26500000] [--kernels pagerank,core,...]

Sets up its own virtual environment (scipy, igraph, networkit) in target/peers and runs itself in it. The graph grows paper
by paper; half of the references go where an earlier reference went (preferential attachment), half to recent papers (ageing).
A peer's own loading is not counted, nor is ours. CPU seconds are those of the process for the peers and of the thread for
us, so a busy machine changes little.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / "target" / "peers"
PACKAGES = ["numpy", "scipy", "python-igraph", "networkit"]


def inside_venv():
    python = VENV / "bin" / "python"
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    os.environ["OMP_NUM_THREADS"] = "1"
    os.execv(python, [python, *sys.argv])


def grown(papers, citations, seed):
    import numpy as np

    random = np.random.default_rng(seed)
    first = min(1000, papers // 10)
    a_paper = citations / (papers - first)
    sources, targets = [], []
    block = max(papers // 200, 1)
    earlier = np.arange(first)  # where references went
    for start in range(first, papers, block):
        end = min(start + block, papers)
        counts = random.poisson(a_paper, end - start)
        citing = np.repeat(np.arange(start, end), counts)
        copied = earlier[random.integers(0, len(earlier), len(citing))]
        age = random.exponential(papers / 20, len(citing)).astype(np.int64) + 1
        recent = np.maximum(citing - age, 0)
        cited = np.where(random.random(len(citing)) < 0.5, copied, recent)
        sources.append(citing)
        targets.append(cited)
        sample = random.choice(cited, min(len(cited), 200_000))
        earlier = np.concatenate([earlier, sample])
    edges = np.stack([np.concatenate(sources), np.concatenate(targets)], axis=1).astype(np.uint32)
    edges = np.unique(edges, axis=0)
    random.shuffle(edges)
    return edges


def timed(run, repeat=2):
    best = float("inf")
    for _ in range(repeat):
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
    return best


def peers(edges, papers, wanted):
    import igraph
    import networkit
    import numpy as np
    import scipy.sparse as sparse
    import scipy.sparse.csgraph as csgraph

    networkit.setNumberOfThreads(1)
    out = {}

    def add(kernel, peer, run, share=1.0, repeat=2):
        if kernel in wanted:
            out[f"{kernel} {peer}"] = share * timed(run, repeat)
            print(kernel, peer, out[f"{kernel} {peer}"], file=sys.stderr)

    sources, targets = edges[:, 0].astype(np.int32), edges[:, 1].astype(np.int32)
    ones = np.ones(len(edges))

    def build():
        rows = sparse.coo_array((ones, (sources, targets)), shape=(papers, papers)).tocsr()
        return rows, rows.T.tocsr()

    add("build", "scipy", build)
    rows, _ = build()
    out_degree = np.asarray(rows.sum(axis=1)).ravel()

    def scipy_pagerank():
        inverse = np.divide(0.85, out_degree, out=np.zeros(papers), where=out_degree > 0)
        pull = (sparse.diags_array(inverse) @ rows).T.tocsr()
        p = np.full(papers, 1 / papers)
        for _ in range(200):
            dangling = p[out_degree == 0].sum()
            new = pull @ p + (0.15 + 0.85 * dangling) / papers
            change = np.abs(new - p).sum()
            p = new
            if change < 1e-8:
                break

    add("pagerank", "scipy", scipy_pagerank)
    add("weak_components", "scipy", lambda: csgraph.connected_components(rows, connection="weak"))
    pairs = np.asarray(edges, dtype=np.int64)
    graph = igraph.Graph(n=papers, edges=pairs, directed=True)
    undirected = graph.as_undirected() if {"core", "leiden"} & wanted else None
    chosen = list(range(papers // 8, papers, papers // 8))[:7]
    add("pagerank", "igraph", lambda: graph.pagerank())
    # Once: igraph remembers that a graph is connected.
    add("weak_components", "igraph", lambda: graph.connected_components(mode="weak"), repeat=1)
    add("core", "igraph", lambda: undirected.coreness())
    add("betweenness_source", "igraph", lambda: graph.betweenness(sources=chosen), 1 / len(chosen), 1)
    add("harmonic_source", "igraph", lambda: graph.harmonic_centrality(chosen, mode="in"), 1 / len(chosen), 1)
    quality = {}

    def igraph_leiden():
        found = undirected.community_leiden(objective_function="modularity", n_iterations=2)
        quality["igraph"] = found.modularity

    add("leiden", "igraph", igraph_leiden, repeat=1)
    del graph, undirected
    if {"core", "leiden", "weak_components"} & wanted:
        other = networkit.Graph(papers, directed=False)
        matrix = rows + rows.T
        other = networkit.GraphFromCoo((np.ones(matrix.nnz // 2), tuple(sparse.triu(matrix).tocoo().coords)), n=papers)
        add("core", "networkit", lambda: networkit.centrality.CoreDecomposition(other).run())
        add("weak_components", "networkit", lambda: networkit.components.ConnectedComponents(other).run())

        def networkit_leiden():
            found = networkit.community.ParallelLeiden(other)
            found.run()
            quality["networkit"] = networkit.community.Modularity().getQuality(found.getPartition(), other)

        add("leiden", "networkit", networkit_leiden, repeat=1)
    print("modularity", quality, file=sys.stderr)
    return out


ALL = ["build", "pagerank", "pull_sweep", "spc", "weak_components", "core", "betweenness_source", "harmonic_source", "leiden"]


def main():
    inside_venv()
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=2_000_000)
    parser.add_argument("--citations", type=int, default=26_500_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kernels", default=",".join(ALL))
    arguments = parser.parse_args()
    wanted = set(arguments.kernels.split(","))
    edges = grown(arguments.papers, arguments.citations, arguments.seed)
    path = VENV / "edges.bin"
    edges.tofile(path)
    command = ["cargo", "bench", "--bench", "kernels", "--", str(path), str(arguments.papers), *sorted(wanted)]
    ours = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
    theirs = peers(edges, arguments.papers, wanted)
    print(f"{arguments.papers} papers, {len(edges)} citations\n")
    print("| work | ours, s | peer | peer, s | ratio |\n| --- | --- | --- | --- | --- |")
    for name, seconds in theirs.items():
        kernel, peer = name.split(" ")
        print(f"| {kernel} | {ours[kernel]:.4f} | {peer} | {seconds:.4f} | {seconds / ours[kernel]:.1f} |")
    if "spc" in ours and "pull_sweep" in ours:
        print(f"| spc | {ours['spc']:.4f} | one pull sweep of ours | {ours['pull_sweep']:.4f} | {ours['spc'] / ours['pull_sweep']:.1f} |")


main()
