//! What the report says of method and limits, in plain words.

/// Questions a careful reader asks, each with its answer.
pub(super) const METHOD: &[(&str, &str)] = &[
    (
        "What a number is",
        "Every number counts the papers of one named set inside another named set, its base. The percentage is always \
         n/N of that base, and the papers behind each n are listed. The numbers are a census of the records that were \
         read unless a claim says that it is a sample; only samples have an interval (95%, Wilson).",
    ),
    (
        "What hangs on uncertain matches",
        "Each number is counted with every match that was made, and again with the uncertain ones off: a score below the          limit that stands under Data, or a country that only a city, an e-mail domain or the name of an institution tells.          An affiliation without its match keeps the country that its own text names, and a paper that no longer meets a rule          leaves every base downstream. The two values are the minimum and the maximum; where they differ, both stand          beside the number.",
    ),
    (
        "What a flag is",
        "A flag is a rule's finding on the words of a record: countries of affiliations, terms in title, abstract and \
         keywords, funders named. A match with a field that a resolution names is a match of fields, never a finding \
         that anything was breached. What a flagged paper means is for the reviewers, whose every decision is kept.",
    ),
    (
        "What a trail is",
        "A trail is a chain of citations that never goes back in time: each paper cites the one before it and is not \
         dated before it. Dates are compared at the coarser of the two precisions. A citation is the use of a public \
         text; it does not show that anything was transferred, or to what end.",
    ),
    (
        "How institutions were found",
        "An affiliation's text is matched with the registry that the study names; the text, the part of it that \
         matched, the method and the score are kept. A text that matches nothing is unresolved and counted as unknown. \
         Countries are read from the end of the affiliation. No origin is inferred from anybody's name.",
    ),
    (
        "How a watch list counts",
        "An institution counts as listed only for papers dated inside the validity of an entry about it, about an \
         institution that the registry has above it, or about the parent that the list itself names; the tables and \
         sheets say which. Entries that began later are shown with that remark and are not counted.",
    ),
    (
        "What would be expected",
        "That a flagged paper reaches a listed institution means little unless other papers do so less often. Two comparisons          are made where the study asks for them. Matched controls: unflagged papers of the same kind and year, with about as          many citations and the nearest fields. Rewired citations: pairs of citations a to b and c to d become a to d and c to          b, where a and c are of one field and year and so are b and d (Maslov and Sneppen 2002, inside classes as in Uzzi et          al. 2013); no paper cites itself, another one twice, or against time, and all keep their numbers of references and          citations. What can't be exchanged stays as it is and makes the comparison milder. Neither comparison shows why a          paper is cited.",
    ),
    (
        "Who a person is",
        "Records are one person by ORCID, then by the source's own author id, then by a full name with a shared \
         institution or co-author; never by surname and initials. People appear under pseudonyms unless the study asks \
         for names.",
    ),
    (
        "How references were resolved",
        "A reference is tied to a paper by identifier, by DOI, or by what its text says (authors, title, source, year, \
         volume, pages) with a score; the rest stays unresolved and is counted below. A trail can only run through \
         references that were resolved, so what it reaches is a lower bound.",
    ),
];
