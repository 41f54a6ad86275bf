//! All sets and claims of a study: its steps, its partner and funder countries, and the claims that it states itself.
//!
//! The automatic claims are about the study's last step (suspected papers, or candidates where nobody reviewed): each country
//! other than those that the rules require, each funder country and each state funder country, from a least share on;
//! and beside them how many papers are of unknown country or funder, for unknown is a class and not a gap.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::{Bound, Claim, ClaimKind};
use super::set::PaperSet;
use crate::corpus::Corpus;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::flags::outcome::Status;
use crate::flags::{Condition, Flagged, Judge, Resources, Reviewed};
use crate::ids::PaperId;
use crate::places::{Countries, CountryCode};

/// The sets that every study has (the last three with reviews only).
pub const STEPS: [&str; 7] =
    ["papers", "window", "selected", "candidates", "suspected", "dismissed", "undecided"];

/// A claim that the study file states.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRule {
    /// Its id and the name of its set.
    pub id: String,
    /// The sentence, without the number.
    pub text: String,
    /// The name of the base set.
    pub of: String,
    /// Which papers of the base it counts.
    pub condition: Condition,
}

/// How to count.
#[derive(Clone, Debug, Default)]
pub struct AccountSettings {
    /// The window in words.
    pub window: String,
    /// Countries that the rules require: they are no partners.
    pub required_countries: BTreeSet<String>,
    /// The least share of the last step at which a country gets a claim.
    pub claims_from: f64,
    /// The date up to which the records reach.
    pub as_of: Option<PartialDate>,
    /// Census or sample.
    pub kind: ClaimKind,
    /// The claims that the study states, in order.
    pub own: Vec<ClaimRule>,
}

/// Every set and every claim of a study.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// The sets: the steps first, then those of the claims.
    pub sets: Vec<PaperSet>,
    /// The claims in the order in which they are printed.
    pub claims: Vec<Claim>,
    /// The ids of those that stand at the top of the report.
    pub headlines: Vec<String>,
}

impl Account {
    /// Counts everything.
    ///
    /// # Errors
    /// A condition names what is not there; a base is unknown; a numerator is outside its denominator.
    pub fn new(
        corpus: &Corpus,
        flagged: &Flagged,
        reviewed: Option<&Reviewed>,
        settings: &AccountSettings,
        resources: &Resources,
    ) -> Result<Self> {
        let mut account = Self { sets: steps(corpus, flagged, reviewed, settings), ..Self::default() };
        account.steps(reviewed.is_some(), settings)?;
        for rule in &settings.own {
            let base = account.set(&rule.of)?.clone();
            let judge = Judge::new(corpus, &rule.condition, resources)?;
            let set = base.filter(&rule.id, &rule.text, |paper| judge.holds(paper));
            account.headlines.push(rule.id.clone());
            account.claim(&rule.text, set, &base, settings)?;
        }
        let headline_countries = settings.own.is_empty();
        account.countries(corpus, settings, headline_countries)?;
        account.funders(corpus, settings, headline_countries)?;
        Ok(account)
    }

    /// Gives every claim its bounds; `off` is the account without the uncertain matches, with claims from a share of 0 on.
    /// A set that it lacks has no papers there.
    pub fn bound_by(&mut self, off: &Self) {
        let count = |name: &str| off.sets.iter().find(|set| set.name() == name).map_or(0, PaperSet::len);
        for claim in &mut self.claims {
            let (n, of) = (count(&claim.numerator_set), count(&claim.denominator_set));
            claim.bounded_by(Bound::new(n as u64, of as u64));
        }
    }

    /// The set called `name`.
    ///
    /// # Errors
    /// There is none.
    pub fn set(&self, name: &str) -> Result<&PaperSet> {
        self.sets.iter().find(|set| set.name() == name).ok_or_else(|| {
            let names: Vec<&str> = self.sets.iter().map(PaperSet::name).collect();
            Error::argument(format!("there is no set `{name}`"), format!("name one of {}", names.join(", ")))
        })
    }

    /// The study's last step: the suspected papers, or the candidates where nobody reviewed.
    ///
    /// # Errors
    /// The account has no steps.
    pub fn last(&self) -> Result<&PaperSet> {
        self.set("suspected").or_else(|_| self.set("candidates"))
    }

    /// The steps of the funnel with their names, each inside the one before.
    pub fn funnel(&self) -> impl Iterator<Item = &PaperSet> {
        let steps = ["papers", "window", "selected", "candidates", "suspected"];
        steps.into_iter().filter_map(|name| self.sets.iter().find(|set| set.name() == name))
    }

    fn claim(
        &mut self,
        text: &str,
        set: PaperSet,
        base: &PaperSet,
        settings: &AccountSettings,
    ) -> Result<()> {
        let id = set.name().to_string();
        if self.sets.iter().any(|known| known.name() == id) {
            // The study states this claim itself.
            return Ok(());
        }
        self.claims.push(Claim::count(id, text, &set, base, settings.as_of, settings.kind)?);
        self.sets.push(set);
        Ok(())
    }

    fn steps(&mut self, has_reviews: bool, settings: &AccountSettings) -> Result<()> {
        let mut steps = vec![
            ("window", "window", "papers", "papers are dated in the window", false),
            (
                "selected",
                "selected",
                "window",
                "papers of the window are selected by the rules, topics apart",
                true,
            ),
            ("candidates", "candidates", "selected", "selected papers are candidates by a topic too", true),
        ];
        if has_reviews {
            steps.extend([
                (
                    "suspected",
                    "suspected",
                    "selected",
                    "selected papers are suspected by the reviewers",
                    true,
                ),
                ("suspected-of-candidates", "suspected", "candidates", "candidates are suspected", false),
                ("dismissed", "dismissed", "candidates", "candidates are dismissed", false),
                ("undecided", "undecided", "candidates", "candidates are undecided", false),
            ]);
        }
        for (id, set, base, text, headline) in steps {
            let claim =
                Claim::count(id, text, self.set(set)?, self.set(base)?, settings.as_of, settings.kind)?;
            self.claims.push(claim);
            if headline {
                self.headlines.push(id.to_string());
            }
        }
        Ok(())
    }

    fn countries(&mut self, corpus: &Corpus, settings: &AccountSettings, headline: bool) -> Result<()> {
        let base = self.last()?.clone();
        let of = |paper: PaperId| corpus.countries_of(paper).into_iter().map(String::from).collect();
        let partners: Vec<_> = by_key(&base, of)
            .into_iter()
            .filter(|(country, papers)| {
                !settings.required_countries.contains(country)
                    && enough(papers.len(), base.len(), settings.claims_from)
            })
            .collect();
        for (number, (country, papers)) in partners.into_iter().enumerate() {
            let id = format!("{}-with-{}", base.name(), country.to_lowercase());
            let text = format!("{} have an author in {}", members(base.name()), country_name(&country));
            if headline && number == 0 {
                self.headlines.push(id.clone());
            }
            self.claim(&text, PaperSet::new(id, &text, papers), &base, settings)?;
        }
        let text = format!("{} have an affiliation of unknown country", members(base.name()));
        let unknown = base.filter(format!("{}-country-unknown", base.name()), &text, |paper| {
            let rows = corpus.authorships_of(paper);
            rows.is_empty() || rows.iter().any(|row| row.country.is_none())
        });
        self.claim(&text, unknown, &base, settings)
    }

    fn funders(&mut self, corpus: &Corpus, settings: &AccountSettings, headline: bool) -> Result<()> {
        let base = self.last()?.clone();
        for (word, kind, state) in [("state-funder", "state funder", true), ("funder", "funder", false)] {
            let of = |paper: PaperId| {
                let rows = corpus.funding_of(paper).iter().filter(|row| !state || row.state == Some(true));
                rows.filter_map(|row| row.country.clone()).collect()
            };
            let groups: Vec<_> = by_key(&base, of)
                .into_iter()
                .filter(|(_, papers)| enough(papers.len(), base.len(), settings.claims_from))
                .collect();
            for (number, (country, papers)) in groups.into_iter().enumerate() {
                let id = format!("{}-{word}-{}", base.name(), country.to_lowercase());
                let text = format!("{} name a {kind} of {}", members(base.name()), country_name(&country));
                if headline && state && number == 0 {
                    self.headlines.push(id.clone());
                }
                self.claim(&text, PaperSet::new(id, &text, papers), &base, settings)?;
            }
        }
        let text = format!("{} name no funder", members(base.name()));
        let none =
            base.filter(format!("{}-no-funder", base.name()), &text, |p| corpus.funding_of(p).is_empty());
        self.claim(&text, none, &base, settings)?;
        let text = format!("{} name funders of which none is in the list of funders", members(base.name()));
        let unknown = base.filter(format!("{}-funder-unknown", base.name()), &text, |paper| {
            let rows = corpus.funding_of(paper);
            !rows.is_empty() && rows.iter().all(|row| row.country.is_none())
        });
        self.claim(&text, unknown, &base, settings)
    }
}

fn steps(
    corpus: &Corpus,
    flagged: &Flagged,
    reviewed: Option<&Reviewed>,
    settings: &AccountSettings,
) -> Vec<PaperSet> {
    let window = format!("papers dated in the window ({})", settings.window);
    let mut sets = vec![
        PaperSet::new("papers", "all papers of the corpus", (0..corpus.papers.len() as u32).map(PaperId)),
        PaperSet::new("window", window, flagged.in_window.iter().copied()),
        PaperSet::new(
            "selected",
            "papers of the window for which a rule holds, its topics apart",
            flagged.selected.iter().copied(),
        ),
        PaperSet::new(
            "candidates",
            "papers of the window for which a rule holds as a whole",
            flagged.candidates.iter().copied(),
        ),
    ];
    if let Some(reviewed) = reviewed {
        for (status, description) in [
            (Status::Suspected, "candidates that the reviewers suspect, by the rule of the study"),
            (Status::Dismissed, "candidates that they dismiss"),
            (Status::Undecided, "candidates that nobody judged, or on which they are tied"),
        ] {
            sets.push(PaperSet::new(status.as_str(), description, reviewed.with_status(status)));
        }
    }
    sets
}

/// The papers of `base` by each key that `of` gives them, the largest group first, then by key.
fn by_key(base: &PaperSet, of: impl Fn(PaperId) -> Vec<String>) -> Vec<(String, Vec<PaperId>)> {
    let mut groups: BTreeMap<String, Vec<PaperId>> = BTreeMap::new();
    for &paper in base.papers() {
        let keys: BTreeSet<String> = of(paper).into_iter().collect();
        for key in keys {
            groups.entry(key).or_default().push(paper);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, papers)| std::cmp::Reverse(papers.len()));
    groups
}

/// What the papers of a step are called in a sentence.
pub fn members(step: &str) -> &'static str {
    if step == "suspected" { "suspected papers" } else { "candidates" }
}

fn enough(part: usize, whole: usize, share: f64) -> bool {
    part > 0 && part as f64 >= share * whole as f64
}

/// The country's English name, or its code where the list of countries has none.
pub fn country_name(code: &str) -> String {
    let countries = Countries::embedded();
    match code.parse::<CountryCode>() {
        Ok(country) if countries.knows(country) => countries.name(country).to_string(),
        _ => code.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::schema::{Authorship, Funding, Paper};

    /// Four invented papers: 0, 1 and 2 from KP with CN or DE, 3 of unknown country; 0 and 1 paid by a state body of CN.
    fn corpus() -> Corpus {
        let row = |paper: u32, country: &str| Authorship {
            paper: PaperId(paper),
            position: 1,
            country: (!country.is_empty()).then(|| country.into()),
            ..Authorship::default()
        };
        let paid = |paper: u32, country: Option<&str>, state: Option<bool>| Funding {
            paper: PaperId(paper),
            country: country.map(Into::into),
            state,
            ..Funding::default()
        };
        Corpus {
            papers: vec![Paper::default(); 5],
            authorships: vec![
                row(0, "KP"),
                row(0, "CN"),
                row(1, "KP"),
                row(1, "CN"),
                row(2, "KP"),
                row(2, "DE"),
                row(3, ""),
            ],
            funding: vec![
                paid(0, Some("CN"), Some(true)),
                paid(1, Some("CN"), Some(true)),
                paid(2, None, None),
            ],
            ..Corpus::default()
        }
    }

    #[test]
    fn bounds_come_from_the_account_without_uncertain_matches() {
        let mut on = account(Vec::new()).unwrap();
        // Without them paper 1 has no known country and paper 0 no known funder.
        let mut corpus = corpus();
        corpus.authorships[3].country = None;
        (corpus.funding[0].country, corpus.funding[0].state) = (None, None);
        let ids = |n: u32| (0..n).map(PaperId).collect::<Vec<_>>();
        let flagged =
            Flagged { in_window: ids(4), selected: ids(3), candidates: ids(3), ..Flagged::default() };
        let settings =
            AccountSettings { required_countries: ["KP".to_string()].into(), ..AccountSettings::default() };
        let off = Account::new(&corpus, &flagged, None, &settings, &Resources::default()).unwrap();
        on.bound_by(&off);
        let lines: Vec<String> = on.claims.iter().map(|c| format!("{}: {}", c.id, c.figure())).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        window: 4/5 (80.0% of papers)
        selected: 4/4 (100.0% of window; 3 to 4 by uncertain matches)
        candidates: 4/4 (100.0% of selected; 3/3 to 4/4 by uncertain matches)
        candidates-with-cn: 2/4 (50.0% of candidates; 1/3 to 2/4 by uncertain matches)
        candidates-country-unknown: 1/4 (25.0% of candidates; 1/4 to 1/3 by uncertain matches)
        candidates-state-funder-cn: 2/4 (50.0% of candidates; 1/3 to 2/4 by uncertain matches)
        candidates-funder-cn: 2/4 (50.0% of candidates; 1/3 to 2/4 by uncertain matches)
        candidates-no-funder: 1/4 (25.0% of candidates; 0/3 to 1/4 by uncertain matches)
        candidates-funder-unknown: 1/4 (25.0% of candidates; 1/4 to 2/3 by uncertain matches)
        ");
    }

    fn account(own: Vec<ClaimRule>) -> Result<Account> {
        let ids = |n: u32| (0..n).map(PaperId).collect::<Vec<_>>();
        let flagged =
            Flagged { in_window: ids(4), selected: ids(4), candidates: ids(4), ..Flagged::default() };
        let settings = AccountSettings {
            required_countries: ["KP".to_string()].into(),
            claims_from: 0.3,
            own,
            ..AccountSettings::default()
        };
        Account::new(&corpus(), &flagged, None, &settings, &Resources::default())
    }

    #[test]
    fn every_study_counts_its_steps_partners_funders_and_unknowns() {
        let account = account(Vec::new()).unwrap();
        let lines: Vec<String> =
            account.claims.iter().map(|c| format!("{}: {} {}", c.id, c.figure(), c.text)).collect();
        insta::assert_snapshot!(lines.join("\n"), @r"
        window: 4/5 (80.0% of papers) papers are dated in the window
        selected: 4/4 (100.0% of window) papers of the window are selected by the rules, topics apart
        candidates: 4/4 (100.0% of selected) selected papers are candidates by a topic too
        candidates-with-cn: 2/4 (50.0% of candidates) candidates have an author in China
        candidates-country-unknown: 1/4 (25.0% of candidates) candidates have an affiliation of unknown country
        candidates-state-funder-cn: 2/4 (50.0% of candidates) candidates name a state funder of China
        candidates-funder-cn: 2/4 (50.0% of candidates) candidates name a funder of China
        candidates-no-funder: 1/4 (25.0% of candidates) candidates name no funder
        candidates-funder-unknown: 1/4 (25.0% of candidates) candidates name funders of which none is in the list of funders
        ");
        assert_eq!(
            account.headlines,
            ["selected", "candidates", "candidates-with-cn", "candidates-state-funder-cn"]
        );
    }

    #[test]
    fn a_study_can_count_inside_its_own_claims() {
        let rule = |id: &str, of: &str, condition: &str| ClaimRule {
            id: id.into(),
            text: id.into(),
            of: of.into(),
            condition: toml::from_str(condition).unwrap(),
        };
        let account = account(vec![
            rule("with-china", "selected", "countries.all_of = ['CN']"),
            rule("with-china-paid", "with-china", "funders.state = true"),
        ])
        .unwrap();
        let claim = account.claims.iter().find(|c| c.id == "with-china-paid").unwrap();
        assert_eq!(claim.figure(), "2/2 (100.0% of with-china)");
        assert_eq!(account.headlines, ["selected", "candidates", "with-china", "with-china-paid"]);
        let error = super::tests::account(vec![rule("x", "nothing", "funders.state = true")])
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with("there is no set `nothing`; name one of papers, window, selected"),
            "{error}"
        );
    }
}
