"""bibx: its readers, `citation_pairs` among the articles of the collection, `Collection.merge`.

Its Scopus reader wants a byte order mark and the first header cell in quotation marks; it gets a copy that has them.
"""
import io

import bibx

from common import record, run


def load(path):
    with open(path, encoding="utf-8-sig") as file:
        text = file.read()
    if path.endswith(".csv"):
        head, rest = text.split("\n", 1)
        if not head.startswith('"'):
            first, others = head.split(",", 1)
            head = f'"{first}",{others}'
        return bibx.read_scopus_csv(io.StringIO("\ufeff" + head + "\n" + rest))
    if path.endswith(".bib"):
        return bibx.read_scopus_bib(io.StringIO(text))
    return bibx.read_wos(io.StringIO(text))


def read(files):
    collections = [load(path) for path in files]
    given = [article for one in collections for article in one.articles]
    joined = []
    if len(files) > 1:
        ids = [next(iter(article.ids), None) for article in given]
        merged = collections[0].merge(collections[1])
        holder = {id_: at for at, article in enumerate(merged.articles) for id_ in article.ids}
        seen = set()
        for at, id_ in enumerate(ids):
            if id_ in holder and holder[id_] in seen:
                joined.append(at)
            seen.add(holder.get(id_))
    place = {id(article): at for at, article in enumerate(given)}
    pairs = {(place[id(a)], place[id(b)]) for a, b in collections[0].citation_pairs if id(b) in place and a is not b}
    return {
        "records": [record(a.doi, "", a.title) for a in given],
        "references": sum(len(a.references) for a in given),
        "citations": sorted(pairs) if len(files) == 1 else [],
        "joined": joined,
    }


run(read)
