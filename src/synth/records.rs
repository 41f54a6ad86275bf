//! From plans to records: identifiers, venue, pages, texts of affiliations and references, duplicates, files.

use super::affiliations;
use super::citing::{self, OUTSIDE_PER_TOPIC, Target};
use super::dice::Dice;
use super::funders;
use super::institutions::Institution;
use super::people::People;
use super::references::{self, Work, Writing};
use super::shape::Shape;
use super::topics::{self, Topic};
use super::wording::{Wording, Words, title_case};
use super::works::{Class, Plan, WINDOW};

/// One paper with all that its record says.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    pub(super) eid: String,
    pub(super) work: Work,
    pub(super) words: Words,
    pub(super) kind: &'static str,
    pub(super) language: &'static str,
    /// The cell `Publication date`: a day, a month, or nothing.
    pub(super) date: String,
    /// For each author the texts of the affiliations, with the institution that each means.
    pub(super) affiliations: Vec<Vec<(String, usize)>>,
    /// For each author the id under which this record knows them.
    pub(super) author_ids: Vec<String>,
    pub(super) funding: (String, String),
    pub(super) references: Vec<(String, Writing, Target)>,
    pub(super) cited_by: usize,
}

/// One row of one file.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Place of the paper.
    pub(super) paper: usize,
    pub(super) eid: String,
    pub(super) doi: Option<String>,
    pub(super) title: String,
    pub(super) cited_by: usize,
    /// The row breaks off after its first cells, as in an export that was cut: it can't be read.
    pub(super) cut: bool,
}

/// The file of the searches by affiliation, the files by year, the file of a later search that overlaps all.
pub(super) const FILES: [&str; 7] = [
    "1-affiliation-search",
    "2-to-2014",
    "3-2015-2017",
    "4-2018-2019",
    "5-2020-2021",
    "6-2022-2024",
    "7-later-search",
];

/// The papers of `plans`, in their order.
pub(super) fn papers(seed: u64, plans: &[Plan], institutions: &[Institution], people: &People) -> Vec<Paper> {
    let topics = topics::all();
    let mut wording = Wording::new(seed);
    let mut dice = Dice::new(seed, "records");
    let targets = citing::references(seed, plans);
    let mut cited_by = vec![0_usize; plans.len()];
    for target in targets.iter().flatten() {
        if let Target::Paper(cited) = *target {
            cited_by[cited] += 1;
        }
    }
    let mut papers: Vec<Paper> = plans
        .iter()
        .enumerate()
        .map(|(number, plan)| {
            let words = wording.paper(
                plan.topic,
                matches!(plan.class, Class::Suspected | Class::Dismissed),
                plan.composites,
            );
            let topic = topics[plan.topic];
            let kind =
                ["Article", "Conference paper", "Review", "Book chapter"][dice.weighted(&[80, 14, 4, 2])];
            let authors = plan.team.iter().map(|m| people.all[m.person].short()).collect();
            let mut work = placed(&mut dice, topic, &words.title, kind, plan.date.year(), authors);
            work.doi = dice.chance(915).then(|| format!("10.5555/synth.{}.{number:06}", plan.date.year()));
            let author_ids =
                plan.team.iter().map(|m| dice.pick(&ids(&people.all[m.person].ids)).to_owned()).collect();
            Paper {
                eid: format!("2-s2.0-SYNTH{number:06}"),
                work,
                kind,
                language: language(&mut dice, plan, institutions),
                date: date_cell(&mut dice, plan),
                affiliations: affiliations_of(&mut dice, plan, institutions, topic),
                author_ids,
                funding: funders::cells(&mut dice, &plan.grants),
                references: Vec::new(),
                cited_by: cited_by[number] + dice.below(cited_by[number] + 2),
                words,
            }
        })
        .collect();
    let outside = outside(seed, &mut wording, &topics);
    let mut dice = Dice::new(seed, "references");
    for (number, targets) in targets.into_iter().enumerate() {
        let list = targets
            .into_iter()
            .map(|target| {
                let (text, writing) = match target {
                    Target::Paper(cited) => references::text(&mut dice, &papers[cited].work),
                    Target::Outside(work) => references::text(&mut dice, &outside[work]),
                };
                (text, writing, target)
            })
            .collect();
        papers[number].references = list;
    }
    papers
}

/// The rows of each file of [`FILES`].
pub(super) fn files(seed: u64, shape: &Shape, plans: &[Plan], papers: &[Paper]) -> Vec<Vec<Row>> {
    let mut dice = Dice::new(seed, "files");
    let mut files: Vec<Vec<Row>> = vec![Vec::new(); FILES.len()];
    let mut first_files = Vec::with_capacity(papers.len());
    for (number, (plan, paper)) in plans.iter().zip(papers).enumerate() {
        let file = match plan.class {
            Class::Background | Class::Laboratory(_) if dice.chance(100) => 6,
            Class::Background | Class::Laboratory(_) => match plan.date.year() {
                ..=2014 => 1,
                2015..=2017 => 2,
                2018..=2019 => 3,
                2020..=2021 => 4,
                _ => 5,
            },
            _ => 0,
        };
        first_files.push(file);
        let (eid, doi) = (paper.eid.clone(), paper.work.doi.clone());
        files[file].push(Row {
            paper: number,
            eid,
            doi,
            title: paper.work.title.clone(),
            cited_by: paper.cited_by,
            cut: false,
        });
    }
    // The later search found some of the others' papers again.
    let mut again: Vec<usize> = (0..papers.len()).filter(|&p| first_files[p] != 6).collect();
    dice.shuffle(&mut again);
    again.truncate(shape.duplicates);
    again.sort_unstable();
    for (count, number) in again.into_iter().enumerate() {
        let paper = &papers[number];
        let mut row = Row {
            paper: number,
            eid: paper.eid.clone(),
            doi: paper.work.doi.clone(),
            title: paper.work.title.clone(),
            cited_by: paper.cited_by + dice.below(4),
            cut: count < shape.cut,
        };
        match count % 5 {
            // The same work under a second id, with its DOI in capitals.
            0 | 1 if row.doi.is_some() => {
                row.eid = format!("2-s2.0-SYNTHD{count:05}");
                row.doi = row.doi.map(|doi| doi.to_uppercase());
            }
            // Under a second id, without DOI, in title case.
            2 | 3 => {
                row.eid = format!("2-s2.0-SYNTHD{count:05}");
                row.doi = None;
                row.title = title_case(&row.title);
            }
            _ => {}
        }
        files[6].push(row);
    }
    files[6].sort_by_key(|row| row.paper);
    files
}

fn ids(ids: &[String]) -> Vec<&str> {
    ids.iter().map(String::as_str).collect()
}

/// A work in a venue of its topic.
fn placed(dice: &mut Dice, topic: &Topic, title: &str, kind: &str, year: i16, authors: Vec<String>) -> Work {
    let (venue, short) = topic.venue;
    let (venue, venue_short) = match kind {
        "Conference paper" => (
            format!("Proceedings of the Synthetic Conference on {venue}"),
            format!("Proc. Synth. Conf. {short}"),
        ),
        "Book chapter" => (format!("Synthetic Handbook of {venue}"), format!("Synth. Handb. {short}")),
        _ => (format!("Synthetic {venue}"), format!("Synth. {short}")),
    };
    let first = dice.between(1, 1900);
    let numbered = dice.chance(250);
    Work {
        authors,
        title: title.to_owned(),
        venue,
        venue_short,
        volume: (i32::from(year) - 1980).max(1).to_string(),
        issue: if dice.chance(700) { dice.between(1, 12).to_string() } else { String::new() },
        pages: (!numbered).then(|| (first, first + dice.between(3, 18))),
        article_number: if numbered { format!("{}", dice.between(10_000, 199_999)) } else { String::new() },
        year,
        doi: None,
    }
}

/// Works that stand in no record, older ones among them.
fn outside(seed: u64, wording: &mut Wording, topics: &[&Topic]) -> Vec<Work> {
    let mut dice = Dice::new(seed, "outside");
    let mut works = Vec::with_capacity(topics.len() * OUTSIDE_PER_TOPIC);
    for (number, topic) in topics.iter().enumerate() {
        for _ in 0..OUTSIDE_PER_TOPIC {
            let (title, _) = wording.title(number, false);
            let people = [super::countries::People::Chinese, super::countries::People::Other][dice.below(2)];
            let families = super::names::families(people);
            let authors = (0..dice.between(1, 3))
                .map(|_| {
                    let initial = char::from(b'A' + dice.below(20) as u8);
                    format!("{} {initial}.", dice.pick(families))
                })
                .collect();
            let year = 1985 + dice.below(23) as i16;
            let mut work = placed(&mut dice, topic, &title, "Article", year, authors);
            work.doi = dice.chance(500).then(|| format!("10.5555/synth.outside.{:05}", works.len()));
            works.push(work);
        }
    }
    works
}

fn language(dice: &mut Dice, plan: &Plan, institutions: &[Institution]) -> &'static str {
    let country = plan.team.first().and_then(|m| m.institutions.first()).map(|&i| institutions[i].country);
    match country {
        Some(super::countries::CN) if dice.chance(60) => "Chinese",
        Some(super::countries::RU) if dice.chance(150) => "Russian",
        Some(super::countries::KR) if dice.chance(60) => "Korean",
        _ => "English",
    }
}

/// A day in most records, a month in some, nothing in few. A joint paper always has a date that tells whether it is
/// in the window: a year of the window's ends alone would not.
fn date_cell(dice: &mut Dice, plan: &Plan) -> String {
    let date = plan.date;
    let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        .get(date.month() as usize - 1)
        .copied()
        .unwrap_or("Jan");
    let cut_year = [WINDOW.0.year(), WINDOW.1.year()].contains(&date.year());
    match dice.weighted(&[70, 12, 12, 6]) {
        1 => format!("{} {month} {}", date.day(), date.year()),
        2 => format!("{month} {}", date.year()),
        3 if !cut_year => String::new(),
        _ => date.to_string(),
    }
}

/// The affiliation texts of each author. On a paper one institution mostly has one text; the first text of each
/// country is spelled so that it can be read.
fn affiliations_of(
    dice: &mut Dice,
    plan: &Plan,
    institutions: &[Institution],
    topic: &Topic,
) -> Vec<Vec<(String, usize)>> {
    let mut countries: Vec<usize> = Vec::new();
    let mut texts: Vec<(usize, String)> = Vec::new();
    plan.team
        .iter()
        .map(|member| {
            member
                .institutions
                .iter()
                .map(|&number| {
                    let institution = &institutions[number];
                    let known = texts.iter().find(|(of, _)| *of == number).map(|(_, text)| text.clone());
                    let text = match known {
                        Some(text) if dice.chance(850) => text,
                        _ => {
                            let first = !countries.contains(&institution.country);
                            countries.push(institution.country);
                            let plain = first || institution.watched.is_some();
                            let text = affiliations::text(dice, institution, topic, plain);
                            texts.push((number, text.clone()));
                            text
                        }
                    };
                    (text, number)
                })
                .collect()
        })
        .collect()
}
