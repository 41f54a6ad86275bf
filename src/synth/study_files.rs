//! The files of the study: `study.toml`, `reviews.csv`, `README.md`.

use super::dice::Dice;
use super::records::{Paper, Row};
use super::shape::{Settings, Shape};
use super::works::{Class, Plan};

/// `study.toml`: the model case's questions.
pub(super) fn study(shape: &Shape) -> String {
    format!(
        r#"# A synthetic study: every record, person, institution, funder, laboratory and reviewer here is invented.
# Made by `citetrace synth`; see README.md.
name = "demo"
description = [
  "Synthetic records in the shape of a newspaper's analysis (2024) of papers written at North Korean institutions together with others.",
  "All people, institutions, funders, laboratories, reviewers and texts are invented; only countries and cities are real.",
]
synthetic = true
as_of = 2024-06-30
kind = "census"
corpus = {{ records = ["records/*.csv.gz"], registry = "institutions.csv", funders = "funders.csv" }}

[window]
from = 2016-12-01
to = 2023-09-30

[[flag]]
rule = "a field of resolutions 2270 and 2321, with KP and another country"
countries.all_of = ["KP"]
countries.any_other = true
topics.pack = "unscr-2270-2321"

[review]
decisions = ["reviews.csv"]
rule = "majority"

[[claim]]
id = "suspected-cn"
text = "suspected papers have an author at an institution in China"
of = "suspected"
countries.any_of = ["CN"]

[[claim]]
id = "suspected-cn-state-funded"
text = "suspected papers name a Chinese state funder"
of = "suspected"
funders.countries = ["CN"]
funders.state = true

[[claim]]
id = "suspected-composites-cracks"
text = "suspected papers of 2017 to 2019 are about composite materials or cracks"
of = "suspected"
dates.from = 2017-01-01
dates.to = 2019-12-31
topics.any_of = ["composite", "crack", "cracked"]

[trace]
hops = 3
time_respecting = true
self_citations = "both"
watch_lists = ["watchlists/defence-labs.csv"]
controls = {controls}
rewirings = {rewirings}

[rank]
networks = ["citation", "coauthors", "institutions", "countries"]
measures = ["pagerank", "betweenness"]

[report]
figures = ["funnel", "timeline", "flow", "network", "matrix", "ranking", "mainpath"]
people = "pseudonyms"

[[report.events]]
date = 2016-03-02
label = "UN resolution 2270"

[[report.events]]
date = 2016-11-30
label = "UN resolution 2321"
"#,
        controls = if shape.records >= 3_000 { 20 } else { 5 },
        rewirings = if shape.records >= 3_000 { 199 } else { 19 }
    )
}

/// `reviews.csv`: nine reviewers judge each candidate; now and then one abstains, and no vote is ever tied.
pub(super) fn reviews(seed: u64, plans: &[Plan], papers: &[Paper]) -> String {
    let mut dice = Dice::new(seed, "reviews");
    let mut csv = String::from("paper,reviewer,decision,date,reason\n");
    for (plan, paper) in plans.iter().zip(papers) {
        let suspected = match plan.class {
            Class::Suspected => true,
            Class::Dismissed => false,
            _ => continue,
        };
        let name = paper.work.doi.as_deref().unwrap_or(&paper.eid);
        // Seven or nine votes, of which up to three or four are against the majority.
        let votes = if dice.chance(120) { 7 } else { 9 };
        let against = dice.weighted(&[40, 25, 18, 10, 7]).min((votes - 1) / 2);
        let mut reviewers: Vec<usize> = (1..=9).collect();
        dice.shuffle(&mut reviewers);
        let mut lines: Vec<(usize, bool)> = reviewers
            .into_iter()
            .take(votes)
            .enumerate()
            .map(|(n, r)| (r, (n < against) != suspected))
            .collect();
        lines.sort_unstable();
        for (reviewer, yes) in lines {
            let decision = if yes { "suspected" } else { "dismissed" };
            let reasons: &[&str] = if yes {
                &[
                    "named field; applied work",
                    "could serve a delivery system",
                    "advanced material, no civil use shown",
                    "field of paragraph 10",
                    "training of staff implied",
                ]
            } else {
                &[
                    "general teaching matter",
                    "civil use is plain",
                    "basic research only",
                    "too general for the paragraph",
                    "no advanced method",
                ]
            };
            let (year, month, day) = (2024, dice.between(1, 3), dice.between(1, 28));
            let reason = dice.pick(reasons);
            csv.push_str(&format!("{name},R{reviewer},{decision},{year}-{month:02}-{day:02},\"{reason}\"\n"));
        }
    }
    csv
}

/// `README.md`.
pub(super) fn readme(settings: &Settings, shape: &Shape, files: &[Vec<Row>], papers: usize) -> String {
    let rows: usize = files.iter().map(Vec::len).sum();
    let Shape {
        joint,
        candidates,
        suspected,
        suspected_cn,
        suspected_state_funded,
        composites,
        duplicates,
        cut,
        ..
    } = shape;
    format!(
        "# Synthetic records

**Nothing here is real but the countries and cities.** People, institutions, funders, laboratories, reviewers, titles,
abstracts and venues are invented by `citetrace synth`; no name in these files means anybody. Every record says so: its
abstract ends with `[synthetic record]`, its venue begins with `Synthetic`, its publisher is `Synthetic Records Press
(invented)`, its EID holds `SYNTH`, its DOI stands under the prefix 10.5555, which is kept for examples.

Made by `citetrace synth --records {records} --seed {seed}`; the same command makes the same bytes.

| file | what it is |
| --- | --- |
| `records/*.csv.gz` | {rows} records of {papers} papers in the layout of Scopus's newest CSV export, with a column `Publication date` (a day, a month, or nothing but the year); {duplicates} rows repeat a paper of another file, {cut} of them break off and can't be read |
| `institutions.csv` | the registry that affiliations are matched to |
| `funders.csv` | the funders, their countries, and whether they are state bodies |
| `watchlists/defence-labs.csv` | invented military-linked laboratories with the dates from and to which each is listed |
| `reviews.csv` | the decisions of nine invented reviewers, R1 to R9 |
| `study.toml` | the study: `citetrace run study.toml` |
| `truth/` | what the generator knows: which rows are one paper, which author is which person, which affiliation is which institution, which reference is which paper. No command reads it; it is there to measure accuracy |

## What is in them
A study of the window 1 December 2016 to 30 September 2023 must find, by reading and matching these records alone:
{joint} papers by authors at institutions in North Korea and elsewhere; {candidates} of them in a field of the rule pack; {suspected}
suspected by the majority of the reviewers, of which {suspected_cn} have an author in China, {suspected_state_funded} name a Chinese state funder, and
{composites} of 2017 to 2019 are about composites and cracks. Laboratories of the watch list cite some of them, directly and over two or
three steps; one author of a suspected paper later writes with two of them.

What makes it hard, as in real exports: two dozen spellings of the Democratic People's Republic of Korea, South Korean
institutions (one with a centre for North Korean studies) beside them, Hong Kong and Taiwan beside China; institutions whose
names extend one another's, in one country or two; departments, provinces and postal codes around the name; misspelt and
abbreviated names, missing countries, missing spaces; guests with two affiliations, one of them the only link to North Korea;
papers one day before and after the window; phrases like `nuclear medicine` that a naive search for terms would take;
references misspelt, in another case, with a wrong year or without title; works that stand in no record; persons with two
author ids and persons with one name; papers that are cited before they appear; a laboratory that was listed only after
its citations, one that was taken off the list before them, and one that no registry knows.
",
        records = settings.records,
        seed = settings.seed,
    )
}
