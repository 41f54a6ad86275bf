"""Measures `citetrace ingest`: the rate for each format, memory as the input grows, a million references.

    python3 benches/ingest/measure.py rate [--megabytes 60]
    python3 benches/ingest/measure.py memory [--megabytes 15] [--times 1,4,16]
    python3 benches/ingest/measure.py references [--papers 1000000]

Each prints one table. The inputs are the files of ../shared/data repeated with other identifiers and titles (vary.py), or, for
the references, invented. CPU seconds and memory are those that the system counts for the process. Only Python's standard
library is used.
"""
import argparse
import json
import os
import random
import subprocess
import sys
import tempfile

import vary

BINARY = os.path.join(vary.ROOT, "target", "release", "citetrace")


def run(binary, inputs, folder, threads):
    """One ingest: its summary, wall seconds, CPU seconds, peak memory in MB, seconds of each stage."""
    out, timings = os.path.join(folder, "corpus"), os.path.join(folder, "timings.json")
    command = [binary, "ingest", *inputs, "--out", out, "--json", "--quiet", "--timings", timings]
    if threads:
        command += ["--threads", str(threads)]
    # A helper of its own for each run, so that its children's peak is this run's.
    code = (
        "import json,resource,subprocess,sys,time\n"
        "t=time.time(); p=subprocess.run(sys.argv[1:],stdout=subprocess.PIPE,check=True); t=time.time()-t\n"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([json.loads(p.stdout),t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024]))"
    )
    done = subprocess.run([sys.executable, "-c", code, *command], stdout=subprocess.PIPE, check=True)
    summary, wall, cpu, peak = json.loads(done.stdout)
    with open(timings, encoding="utf-8") as f:
        stages = json.load(f)
    stages = stages.get("stages", stages) if isinstance(stages, dict) else stages
    if isinstance(stages, list):
        stages = {s.get("stage", s.get("name")): s["seconds"] for s in stages}
    return summary, wall, cpu, peak, stages


def rate(args):
    print("| format | MB | records | references | CPU seconds | of them reading | MB/s a core | reading alone, MB/s |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in vary.FORMATS:
        if args.only and args.only not in name:
            continue
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            path, size = vary.write(name, args.megabytes, folder)
            summary, _, cpu, _, stages = run(args.binary, [path], folder, 1)
        size /= 1e6
        read = cpu * stages["read"] / sum(stages.values())
        rows, references = summary["rows"], summary["references"]["listed"]
        print(f"| {name} | {size:.0f} | {rows:,} | {references:,} | {cpu:.1f} | {read:.1f} | {size / cpu:.1f} "
              f"| {size / read:.1f} |", flush=True)


def memory(args):
    print("| input | MB | records | peak memory, MB | bytes a record | CPU seconds | wall seconds |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for times in [int(t) for t in args.times.split(",")]:
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            path, size = vary.write(args.only or "scopus csv", args.megabytes * times, folder)
            summary, wall, cpu, peak, _ = run(args.binary, [path], folder, 0)
        rows = summary["rows"]
        print(f"| {times}x | {size / 1e6:.0f} | {rows:,} | {peak:.0f} | {peak * 1e6 / rows:,.0f} | {cpu:.1f} "
              f"| {wall:.1f} |", flush=True)


def misspelt(text, dice):
    at = dice.randrange(1, len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2:]


def library(path, papers, references, dice):
    """Invented papers in the layout of Scopus, each of which cites another; one reference in ten is misspelt."""
    syllables = ["ka", "ro", "mi", "ten", "sol", "ver", "gan", "li", "tor", "pe", "sha", "dum", "bri", "cal", "no", "fe"]
    words = ["".join(dice.choice(syllables) for _ in range(dice.randrange(2, 5))) for _ in range(30_000)]
    names = ["".join(dice.choice(syllables) for _ in range(dice.randrange(2, 4))).title() for _ in range(40_000)]

    def paper(number):
        own = random.Random(number)
        title = " ".join(own.choice(words) for _ in range(own.randrange(6, 14))).capitalize()
        author = f"{own.choice(names)}, {own.choice('ABCDEFGHJKLM')}."
        return title, author, 1980 + number * 40 // papers, own.randrange(1, 90), own.randrange(1, 3000)

    with open(path, "w", encoding="utf-8") as out:
        out.write("Authors,Author(s) ID,Title,Year,Source title,Volume,Issue,Art. No.,Page start,Page end,Cited by,DOI,Link,"
                  "Affiliations,Authors with affiliations,Abstract,Author Keywords,Index Keywords,Funding Details,"
                  "References,Document Type,Source,EID\n")
        for number in range(papers):
            title, author, year, volume, page = paper(number)
            cited = ""
            if number < references:
                to, its, when, where, start = paper(dice.randrange(max(number, 1)))
                to = misspelt(to, dice) if dice.random() < 0.1 else to
                cited = f"{its}, {to} ({when}) Journal of Trials, {where}, pp. {start}-{start + 9}"
            out.write(f'"{author}",,"{title}",{year},Journal of Trials,{volume},,,{page},{page + 9},,,,,,,,,,"{cited}",'
                      f"Article,Scopus,2-s2.0-{number}\n")


def references(args):
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        path = os.path.join(folder, "library.csv")
        library(path, args.papers, args.papers, random.Random(7))
        summary, wall, cpu, peak, stages = run(args.binary, [path], folder, args.threads)
    counts = summary["references"]
    found = counts["by_id"] + counts["by_doi"] + counts["by_text"]
    print("| papers | references | resolved | indexing, s | papers and references, s | whole ingest, s | CPU seconds | peak, MB |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    index, made = stages.get("index", 0), stages.get("papers", stages.get("references", 0))
    print(f"| {summary['papers']:,} | {counts['listed']:,} | {found:,} | {index:.1f} | {made:.1f} | {wall:.1f} | {cpu:.1f} "
          f"| {peak:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["rate", "memory", "references"])
    parser.add_argument("--megabytes", type=int, default=0)
    parser.add_argument("--times", default="1,4,16")
    parser.add_argument("--papers", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--only", help="the formats whose names contain this")
    parser.add_argument("--binary", default=BINARY)
    parser.add_argument("--folder", help="where the inputs are made meanwhile")
    args = parser.parse_args()
    args.megabytes = args.megabytes or {"rate": 60, "memory": 15}.get(args.what, 0)
    {"rate": rate, "memory": memory, "references": references}[args.what](args)


if __name__ == "__main__":
    main()
