"""pybibx: `pbx_probe` on a Scopus BibTeX file with a record for each string, as many invented authors as the string has parts."""
import os
import tempfile

from pybibx.base import pbx_probe

from common import run


def find(task):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "strings.bib")
        with open(path, "w", encoding="utf-8") as file:
            file.write("Scopus\nEXPORT DATE: 01 January 2024\n\n")
            for at, text in enumerate(task["strings"]):
                text = " ".join(text.replace("{", "(").replace("}", ")").split())
                authors = " and ".join(f"Zzqlorn{chr(97 + k)}, Q." for k in range(text.count(";") + 1))
                file.write(f"@ARTICLE{{Zzq{at},\nauthor={{{authors}}},\ntitle={{Invented title {at}}},\nyear={{2019}},\n"
                           f"journal={{Synthetic Journal}},\naffiliation={{{text}}},\nreferences={{}},\n"
                           f"document_type={{Article}},\nsource={{Scopus}},\n}}\n\n")
        probe = pbx_probe(path, db="scopus", del_duplicated=False)
    return [sorted({name for name in row if name != "UNKNOWN"}) for row in probe.ctr]


run(find)
