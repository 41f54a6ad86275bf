"""Our kernels and the peers on one citation graph, CPU seconds on one thread, as one table of ratios.

    benches/peers/run [--papers 2000000] [--citations 26500000] [--seed 1] [--repeat 5] [--rows build,pagerank,…]

The graph is that of `citetrace synth --graph` with these numbers, its citations in a random order. Each side loads it outside the
clock and stays loaded; a row is then asked of us and of the peer in turn, so that whatever else the machine does meets
both, and the medians stand in the table. CPU seconds are those of our thread and of the peer's process.

The rows `growth` compare the graph with one of a tenth of its papers, `--rows growth_beyond` with one of ten times (8 GB of
memory, 3 GB of disk). An array of 8 bytes a paper is then 1.6, 16 and 160 MB: it fits the second cache of a core, the
third, or none, and a kernel that reads it at random takes so much longer over each citation.
"""

import argparse
import json
import os
import statistics
import struct
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "target" / "peers"
HERE = ROOT / "benches" / "peers"

# Row, graph, what stands in the table, and the peers with the ratio that is asked for.
ROWS = [
    ("build", "graph", "both CSRs from unsorted edges", {"crates": 1.5, "scipy": 2}),
    ("pagerank", "graph", "PageRank, exact", {"crates": 20, "gap": 20, "scipy": 40, "igraph": 40}),
    ("pagerank_cyclic", "cyclic", "PageRank, a quarter of the papers in one component", {"igraph": 1}),
    ("trace", "graph", "trace, 1,000 seeds, 3 hops, via and origin",
     {"scipy": 7, "igraph": 20, "duckdb": 300, "duckdb_union": 300, "duckdb_grouped": None}),
    ("search", "graph", "full breadth-first search", {"gap": 1}),
    ("weak", "graph", "weak components", {"crates": 1, "gap": 1, "igraph": 25}),
    ("core", "graph", "core numbers", {"networkit": 1.2, "igraph": 1.8}),
    ("betweenness", "graph", "betweenness, a source", {"gap": 1.25, "igraph": 2.5}),
    ("harmonic", "graph", "harmonic, a source", {"igraph": 5}),
    ("closeness", "graph", "closeness, a source", {"igraph": None, "networkit": None}),
    ("betweenness_weighted", "graph", "betweenness by lengths, a source", {"igraph": None}),
    ("harmonic_weighted", "graph", "harmonic by lengths, a source", {"igraph": None, "networkit": None}),
    ("leiden", "small", "Leiden", {"networkit": 1, "igraph": 4}),
]
NAMES = {"crates": {"build": "graph_builder"}, "gap": "GAP", "networkit": "NetworKit", "scipy": "scipy",
         "duckdb": "DuckDB recursive SQL, UNION ALL: every walk",
         "duckdb_union": "DuckDB recursive SQL, UNION: every (paper, hop, via, origin) once",
         "duckdb_grouped": "DuckDB, each round grouped by paper"}
# Other forms of a row that a peer has.
FORMS = {"duckdb_union": "trace_union", "duckdb_grouped": "trace_grouped"}
TWO_THREADS = ["build", "trace", "search", "weak", "core", "betweenness", "harmonic", "leiden"]
GROWTH = ["build", "pagerank", "spc", "trace", "search", "weak", "core", "betweenness", "harmonic"]
SLOW = {"leiden", "betweenness", "harmonic", "closeness", "betweenness_weighted", "harmonic_weighted", "core",
        "pagerank_cyclic"}


class Worker:
    """A process that has a graph loaded and answers rows."""

    def __init__(self, command):
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()

    def ask(self, row):
        self.process.stdin.write(row + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Gap:
    """The programs of the GAP suite, which load and run in one go and tell the CPU seconds of the run."""

    def __init__(self, source, graph, papers):
        self.graph, self.sources = graph, spread(papers)
        self.folder = WORK / "gap"
        self.folder.mkdir(exist_ok=True)
        for kernel in ["bfs", "pr", "cc", "bc"]:
            program = self.folder / kernel
            if not program.exists():
                subprocess.run(["c++", "-std=c++11", "-O3", "-include", HERE / "gap_timer.h",
                                Path(source) / "src" / f"{kernel}.cc", "-o", program], check=True)

    def ask(self, row):
        """A search is asked from each of the sources, as of us: some reach a hundred times as much as others."""
        words = {"search": ["bfs"], "pagerank": ["pr", "-t", "1e-8", "-i", "1000"], "weak": ["cc"],
                 "betweenness": ["bc", "-i", "1"]}[row]
        each = [["-r", str(source)] for source in self.sources] if row in ("search", "betweenness") else [[]]
        seconds = []
        for source in each:
            told = subprocess.run([self.folder / words[0], "-f", self.graph, "-n", "1", *words[1:], *source],
                                  check=True, stdout=subprocess.PIPE, text=True).stdout
            trials = [float(line.split()[-1]) for line in told.splitlines() if line.startswith("Trial Time")]
            seconds.append(trials[0])
        return {"seconds": statistics.mean(seconds), "check": None}

    def close(self):
        pass


def spread(papers):
    """The sources of which `benches/kernels.rs` and `worker.py` search."""
    return [(source * papers + papers // 2) // 256 for source in range(16, 256, 32)]


def serialized(edges, papers, path):
    """The graph as GAP keeps it: both directions, so that its loading is quick."""
    import numpy as np

    pairs = np.fromfile(edges, dtype="<u4").reshape(-1, 2)
    with path.open("wb") as out:
        out.write(struct.pack("<?qq", True, len(pairs), papers))
        for one, other in [(0, 1), (1, 0)]:
            order = np.lexsort((pairs[:, other], pairs[:, one]))
            counts = np.bincount(pairs[:, one], minlength=papers)
            np.concatenate([[0], np.cumsum(counts)]).astype("<i8").tofile(out)
            pairs[order, other].astype("<i4").tofile(out)
    return path


def made(program, papers, citations, seed, cyclic):
    path = WORK / f"{papers}-{citations}-{seed}-{cyclic}.bin"
    if not path.exists():
        subprocess.run([program, "make", str(papers), str(citations), str(seed), str(cyclic), path], check=True)
    return path


def bench_program():
    """Builds our side at full optimisation and finds it."""
    command = ["cargo", "bench", "--bench", "kernels", "--no-run", "--message-format=json"]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    return next(m["executable"] for m in found if m.get("executable") and m["target"]["name"] == "kernels")


def line(work, ours, peer, theirs, ratio, wanted, reached):
    number = lambda x: "" if x is None else f"{x:.4f}" if x < 1 else f"{x:.2f}"
    print(f"| {work} | {number(ours)} | {peer} | {number(theirs)} | {ratio} | {wanted} | {reached} |", flush=True)


def yes(is_reached):
    return "yes" if is_reached else "**no**"


def in_turn(one, other, row, repeat):
    """The answers of two workers, asked in turn."""
    pairs = [(one.ask(row), other.ask(row)) for _ in range(repeat)]
    return [p[0] for p in pairs], [p[1] for p in pairs]


def middle(answers, of="seconds"):
    return statistics.median(answer[of] for answer in answers)


class Table:
    def __init__(self, options):
        self.options = options
        self.program = options.program or bench_program()
        papers, citations, seed = options.papers, options.citations, options.seed
        self.papers = {"graph": papers, "cyclic": papers, "small": papers // 10, "beyond": papers * 10}
        self.paths = {
            "graph": made(self.program, papers, citations, seed, 0.0),
            "cyclic": made(self.program, papers, citations, seed, 0.25),
            "small": made(self.program, papers // 10, citations // 10, seed, 0.0),
        }
        if "growth_beyond" in options.rows.split(","):
            self.paths["beyond"] = made(self.program, papers * 10, citations * 10, seed, 0.0)

    def ours(self, graph, threads=1):
        return Worker([self.program, "serve", self.paths[graph], self.papers[graph], threads])

    def peer(self, name, graph, rows):
        if name == "crates":
            return Worker([WORK / "crates" / "release" / "peer-crates", self.paths[graph], self.papers[graph]])
        if name == "gap":
            path = WORK / f"{self.paths[graph].stem}.sg"
            if not path.exists():
                serialized(self.paths[graph], self.papers[graph], path)
            return Gap(self.options.gap, path, self.papers[graph])
        return Worker([sys.executable, HERE / "worker.py", name.split("_")[0], self.paths[graph], self.papers[graph],
                       ",".join(rows)])

    def repeat(self, row):
        return max(1, self.options.repeat // 2) if row in SLOW else self.options.repeat

    def peers(self, wanted):
        """Peer by peer, so that one at a time is in memory; printed row by row at the end."""
        found = {}
        for graph in ["graph", "cyclic", "small"]:
            rows = [row for row in ROWS if row[1] == graph and row[0] in wanted]
            if not rows:
                continue
            ours = self.ours(graph)
            for name in dict.fromkeys(peer for row in rows for peer in row[3]):
                its = [row[0] for row in rows if name in row[3]]
                if name == "gap" and not self.options.gap:
                    continue
                peer = self.peer(name, graph, its)
                for row in its:
                    if name in FORMS:
                        a, b = [ours.ask(row) for _ in range(3)], [peer.ask(FORMS[name]) for _ in range(3)]
                    else:
                        repeat = 2 if name == "duckdb" else self.repeat(row)
                        a, b = in_turn(ours, peer, row, repeat)
                    found[row, name] = (a, b)
                    print(f"{row} {name}: {middle(a):.4f} {middle(b):.4f}", file=sys.stderr, flush=True)
                peer.close()
            ours.close()
        for row, graph, title, its in ROWS:
            if row not in wanted:
                continue
            for name, target in its.items():
                label = NAMES.get(name, name)
                label = label.get(row, "graph_mate") if isinstance(label, dict) else label
                self.compare(row, graph, title, label, target, found.get((row, name)))

    def compare(self, row, graph, title, label, target, found):
        if graph == "small":
            title += f", {self.papers[graph]:,} papers"
        asked = "" if target is None else f"{target}×"
        if found is None:
            line(title, None, label, None, "skipped: no source, set GAPBS", asked, "")
            return
        ours, theirs = found
        if row == "leiden":
            title += f", modularity {middle(ours, 'check'):.4f}"
            label += f" ({middle(theirs, 'check'):.4f})"
        # Plain SQL says through whom, not from where: among all walks the origin of the lowest `via` is open.
        elif label not in (NAMES["duckdb"], NAMES["duckdb_union"]) and theirs[0]["check"] is not None:
            a, b = ours[0]["check"], theirs[0]["check"]
            # graph_mate holds f32 and gives no dangling mass away: its values are others.
            if abs(a - b) > 1e-5 * abs(b) and not (row == "pagerank" and label == "graph_mate"):
                title += f" (ANSWERS DIFFER: {a}, {b})"
        ratio = middle(theirs) / middle(ours)
        line(title, middle(ours), label, middle(theirs), f"{ratio:.3g}×", asked,
             "" if target is None else yes(ratio >= target))

    def alone(self):
        ours = self.ours("graph")
        ours.ask("spc"), ours.ask("pull")
        pairs = [(ours.ask("spc"), ours.ask("pull")) for _ in range(self.options.repeat)]
        a, b = middle([p[0] for p in pairs]), middle([p[1] for p in pairs])
        line("SPC over all edges", a, "one pull sweep of PageRank, ours", b, f"{a / b:.2f} sweeps", "at most 3", yes(a <= 3 * b))
        bytes_ = ours.ask("memory")["check"]
        allowed = 1.3 * (2 * 4 * self.options.citations + 2 * 4 * self.options.papers + 8 * self.options.papers)
        line(f"memory, both CSRs and PageRank: {bytes_ / 1e6:.0f} MB", None, "2·4·m + 2·4·n + 8·n", None,
             f"{1.3 * bytes_ / allowed:.3f} of it", "at most 1.3", yes(bytes_ <= allowed))
        ours.close()

    def threads(self):
        one, two, small = self.ours("graph"), self.ours("graph", 2), [self.ours("small", n) for n in (1, 2)]
        for row in TWO_THREADS:
            pair = small if row == "leiden" else (one, two)
            a, b = in_turn(*pair, row, self.repeat(row))
            # Wall seconds: the quickest of each, since another program on a core halves the gain.
            a, b = min(x["wall"] for x in a), min(x["wall"] for x in b)
            line(f"two threads: {row}", b, "one thread, wall seconds", a, f"{a / b:.2f}×", "1.6×", yes(a >= 1.6 * b))
        for worker in (one, two, *small):
            worker.close()

    def growth(self, large, small):
        """The quickest of each, asked in turn: each then finds the caches full of the other's graph."""
        programs = self.ours(large), self.ours(small)
        for row in GROWTH:
            # At 20,000,000 papers the 2048 searches of a run take minutes: once is enough.
            repeat = max(5, self.repeat(row)) if large == "graph" else 1 if row == "harmonic" else 2
            a, b = in_turn(*programs, row, repeat)
            a, b = min(x["seconds"] for x in a), min(x["seconds"] for x in b)
            line(f"growth: {row}, {self.papers[large]:,} papers", a, f"{self.papers[small]:,} papers", b,
                 f"{a / b:.1f}×", "at most 12×", yes(a <= 12 * b))
        for program in programs:
            program.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=int, default=2_000_000)
    parser.add_argument("--citations", type=int, default=26_500_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--rows", default=",".join([row[0] for row in ROWS] + ["alone", "threads", "growth"]))
    parser.add_argument("--gap", default=os.environ.get("GAPBS"), help="the folder of GAP's source")
    parser.add_argument("--program", help="our side, built before")
    options = parser.parse_args()
    wanted = set(options.rows.split(","))
    table = Table(options)
    versions = ", ".join(f"{name} {version(name)}" for name in ["scipy", "igraph", "networkit", "duckdb"])
    print(f"{options.papers:,} papers, {options.citations:,} citations, seed {options.seed}; {versions}\n")
    print("| work | ours, s | beside | its, s | ratio | asked | reached |\n| --- | --- | --- | --- | --- | --- | --- |")
    table.peers(wanted)
    for part in ["alone", "threads"]:
        if part in wanted:
            getattr(table, part)()
    if "growth" in wanted:
        table.growth("graph", "small")
    if "growth_beyond" in wanted:
        table.growth("beyond", "graph")


main()
