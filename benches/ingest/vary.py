"""Large exports out of the real ones: copies of a file in which every identifier and the long words of titles differ.

A copy cites itself as the original does, for words and identifiers are changed alike in records and in references. Nothing
that it writes is kept.
"""
import json
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.path.join(ROOT, "..", "shared", "data")

# Behind each of these an identifier goes on: a copy puts its number there.
IDS = [
    r"10\.\d{4,9}/", r"2-s2\.0-", r"(?:WOS|ISI):", r"openalex\.org/W", r"\bpub\.(?=\d)",
    r"PMID- (?=\d)", r"<PMID[^>]*>", r'IdType="pubmed">', r"\nPM (?=\d)", r"pubmed\.ncbi\.nlm\.nih\.gov/",
    r",(?=\d{7,8},)", r"\t(?=\d{7,8}\t)",
]
# The front of a Lens id, which a copy replaces.
LENS = r"\b\d{3}-\d{3}-(?=\d{3}-\d{3}-\d{2}[\dX])"
# Years: a copy moves them, so that no database's rule makes two copies one work.
YEAR = r"\b(?:19|20)\d\d\b(?!-?\d)"
# Long words inside a text: a copy moves their letters along the alphabet, those at odd places by another step.
WORD = r"(?<= )[a-z]{6,}(?=[ ,.;)](?!=))"
VARIED = re.compile("|".join(f"({p})" for p in [*IDS, LENS, YEAR, WORD]))


def pieces(text):
    """The text cut where it varies: (what stays, what a copy replaces, empty behind the front of an identifier)."""
    out, last = [], 0
    for found in VARIED.finditer(text):
        replaced = found.lastindex > len(IDS)
        out.append((text[last:found.start() if replaced else found.end()], found.group() if replaced else ""))
        last = found.end()
    return out, text[last:]


def moved(step):
    letters = "abcdefghijklmnopqrstuvwxyz"
    return str.maketrans(letters, letters[step:] + letters[:step])


def replacement(old, number, even, odd):
    if not old:
        return f"{number:05d}"
    if old.endswith("-"):
        return f"{number // 1000:03d}-{number % 1000:03d}-"
    if old.isdigit():
        return str(1900 + (int(old) - 1900 + 3 * number) % 120)
    letters = list(old)
    letters[::2], letters[1::2] = old[::2].translate(even), old[1::2].translate(odd)
    return "".join(letters)


def copies(text):
    """Copies of the text without end."""
    cut, end = pieces(text)
    replaced = {old for _, old in cut}
    number = 0
    while True:
        even, odd = moved(number // 25 % 25), moved(number % 25)
        new = {old: replacement(old, number, even, odd) for old in replaced}
        yield "".join(piece + new[old] for piece, old in cut) + end
        number += 1


def read(name):
    with open(os.path.join(DATA, name), encoding="utf-8-sig", errors="replace", newline="") as f:
        return f.read()


def table(name, header_lines=1):
    lines = read(name).split("\n", header_lines)
    body = lines[-1] if lines[-1].endswith("\n") else lines[-1] + "\n"
    return "\n".join(lines[:-1]) + "\n", body, ""


def wos_text(name):
    text = read(name)
    start, end = text.index("\nPT ") + 1, text.rindex("\nEF") + 1
    return text[:start], text[start:end], "EF\n"


def xml(name):
    text = read(name)
    end = text.rindex("</PubmedArticle>") + len("</PubmedArticle>")
    start = text.index("<PubmedArticle>")
    return text[:start], text[start:end] + "\n", text[end:]


def whole(name):
    return "", read(name).rstrip() + "\n\n", ""


def json_lines(*names):
    works = []
    for name in names:
        text = read(name)
        for part in [text] if text.lstrip().startswith("{\"") or "\n{" not in text else text.splitlines():
            value = json.loads(part)
            works += value.get("results") or value.get("items") or [value]
    return "", "".join(json.dumps(w, ensure_ascii=False, separators=(",", ":")) + "\n" for w in works), ""


FORMATS = {
    "scopus csv": ("a.csv", lambda: table("scopus/metaknowledge.csv")),
    "scopus bibtex": ("b.bib", lambda: whole("scopus/mcda.bib")),
    "web of science text": ("c.txt", lambda: wos_text("wos/savedrecs.txt")),
    "web of science tab": ("d.txt", lambda: table("wos/tab_with_references.txt")),
    "web of science bibtex": ("e.bib", lambda: whole("wos/mcda.bib")),
    "openalex json lines": ("f.jsonl", lambda: json_lines("other/openalex_api.json", "other/openalex_api_2024.json")),
    "openalex csv": ("g.csv", lambda: table("other/openalex_ui.csv")),
    "crossref json lines": ("h.jsonl", lambda: json_lines(
        "other/crossref_3items.json", "other/crossref_references.json", "other/crossref_funded.json",
        "other/crossref_affiliations.json")),
    "pubmed text": ("i.nbib", lambda: whole("other/medline.nbib")),
    "pubmed xml": ("j.xml", lambda: xml("other/pubmed_1.xml")),
    "ris": ("k.ris", lambda: whole("other/example.ris")),
    "lens csv": ("l.csv", lambda: table("other/lens.csv")),
    "dimensions csv": ("m.csv", lambda: table("other/dimensions.csv", 2)),
}


def write(name, megabytes, folder):
    """Writes an export of one format of at least so many megabytes; gives its path and size."""
    file, parts = FORMATS[name]
    head, body, tail = parts()
    path = os.path.join(folder, file)
    with open(path, "w", encoding="utf-8", newline="") as out:
        size = out.write(head)
        for copy in copies(body):
            out.write(copy)
            size += len(copy)
            if size >= megabytes * 1_000_000:
                break
        out.write(tail)
    return path, os.path.getsize(path)
