//! The kinds of documents: every source's words brought to one short list.

/// One of the kinds that `papers.kind` holds, from a source's own words; `other` for words that are not known.
pub fn kind(words: &str) -> &'static str {
    let lower = words.trim().to_lowercase();
    let first = lower.split(';').next().unwrap_or_default().trim();
    match first {
        "proceedings paper"
        | "conference paper"
        | "proceedings-article"
        | "conference-paper"
        | "inproceedings"
        | "meeting abstract"
        | "meeting"
        | "conference abstract"
        | "conf"
        | "cpaper"
        | "proceeding"
        | "conference proceeding"
        | "conference proceedings"
        | "conference proceedings article" => "conference paper",
        "book" | "monograph" | "edited book" | "edited-book" | "reference-book" | "whole" => "book",
        "book chapter" | "chapter" | "book-chapter" | "incollection" | "inbook" | "book section" | "chap" => {
            "book chapter"
        }
        "preprint" | "posted-content" | "unpb" | "unpublished" => "preprint",
        "thesis" | "dissertation" | "phdthesis" | "mastersthesis" | "thes" => "thesis",
        "dataset" | "data set" | "data" => "dataset",
        "report" | "technical report" | "techreport" | "rprt" => "report",
        "jour"
        | "journal article"
        | "journal-article"
        | "article"
        | "data paper"
        | "article in press"
        | "mgzn"
        | "retracted"
        | "retracted publication" => "article",
        _ => by_word(first),
    }
}

fn by_word(words: &str) -> &'static str {
    for (word, kind) in [
        ("retraction", "retraction"),
        ("erratum", "erratum"),
        ("errt", "erratum"),
        ("corrig", "erratum"),
        ("correction", "erratum"),
        ("editorial", "editorial"),
        ("letter", "letter"),
        ("review", "review"),
        ("meta-analysis", "review"),
        ("note", "note"),
        ("comment", "note"),
        ("preprint", "preprint"),
        ("proceeding", "conference paper"),
        ("conference", "conference paper"),
        ("chapter", "book chapter"),
        ("book", "book"),
        ("thesis", "thesis"),
        ("dissertation", "thesis"),
        ("report", "report"),
        ("dataset", "dataset"),
        ("article", "article"),
        ("trial", "article"),
        ("survey", "article"),
        ("study", "article"),
    ] {
        if words.contains(word) {
            return kind;
        }
    }
    "other"
}

/// Whether a work of this DOI or venue is a preprint, whatever its record calls it.
pub fn is_preprint(kind_words: Option<&str>, doi: Option<&str>, venue: Option<&str>) -> bool {
    const PREFIXES: [&str; 9] = [
        "10.48550/",
        "10.1101/",
        "10.2139/ssrn",
        "10.21203/rs",
        "10.20944/preprints",
        "10.26434/chemrxiv",
        "10.31234/osf",
        "10.31219/osf",
        "10.36227/techrxiv",
    ];
    const VENUES: [&str; 9] = [
        "arxiv",
        "biorxiv",
        "medrxiv",
        "ssrn",
        "chemrxiv",
        "research square",
        "preprints.org",
        "psyarxiv",
        "techrxiv",
    ];
    // Cold Spring Harbor's prefix holds its journals too: their DOIs begin with letters.
    let by_doi = doi.is_some_and(|doi| {
        PREFIXES.iter().any(|p| doi.starts_with(p))
            && (!doi.starts_with("10.1101/") || doi[8..].starts_with(|c: char| c.is_ascii_digit()))
    });
    let lower = venue.map(str::to_lowercase);
    let by_venue = lower.is_some_and(|v| VENUES.iter().any(|name| v.starts_with(name)));
    by_doi || by_venue || kind_words.map(kind) == Some("preprint")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_the_sources_become_one_list() {
        for (words, expected) in [
            ("Article", "article"),
            ("Article; Proceedings Paper", "article"),
            ("Proceedings Paper", "conference paper"),
            ("journal-article", "article"),
            ("Conference Paper", "conference paper"),
            ("Short Survey", "article"),
            ("Letter", "letter"),
            ("Editorial Material", "editorial"),
            ("Published Erratum", "erratum"),
            ("Correction", "erratum"),
            ("Retracted Publication", "article"),
            ("Retraction of Publication", "retraction"),
            ("posted-content", "preprint"),
            ("Book Chapter", "book chapter"),
            ("Systematic Review", "review"),
            ("Clinical Trial, Phase II", "article"),
            ("libguides", "other"),
        ] {
            assert_eq!(kind(words), expected, "{words}");
        }
    }

    #[test]
    fn preprints_are_known_by_doi_and_venue() {
        assert!(is_preprint(None, Some("10.48550/arxiv.1"), None));
        assert!(is_preprint(None, Some("10.1101/2020.01.01.1"), None));
        assert!(!is_preprint(None, Some("10.1101/gr.1"), None));
        assert!(is_preprint(Some("Article"), None, Some("arXiv (Cornell University)")));
        assert!(!is_preprint(Some("Article"), Some("10.1000/1"), Some("Cell")));
    }
}
