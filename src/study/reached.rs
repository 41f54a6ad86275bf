//! The tables of what a trace reached: trails, institutions, people, attrition, and what would be expected by matched controls and by
//! rewired citations.

use super::output::{Shown, Tables};
use super::results::Results;
use super::settings::People;
use crate::error::{Error, Result};
use crate::report::{ReportTable, Section};
use crate::trace::tables::{Called, condensed_table, not_causal_table};

/// Writes them to `tables/` and shows those that a reader asks for first.
pub(super) fn trace_tables(results: &Results, tables: &Tables) -> Result<Vec<ReportTable>> {
    let Some(traced) = results.traced else { return Ok(Vec::new()) };
    let built = |name: &'static str| Error::table(name);
    tables.write("trails", &mut traced.trails_table().map_err(built("trails"))?)?;
    let (trails, hops, dates) = (&traced.trails, traced.settings.hops, &traced.dates);
    tables.write_built("not_causal", not_causal_table(trails, hops, dates, Called::Numbers))?;
    tables.write_built("condensed_edges", condensed_table(trails, hops, dates, Called::Numbers))?;
    let names = results.study.report.people == People::Names;
    let reached = Shown {
        id: "reached_institutions",
        title: "Institutions that cite the flagged papers downstream",
        note: "Papers reached in at least one step that name the institution; with and without self-citations; status judged on each paper's date. Listed as: whether the list has the institution itself or what it is a part of.",
        section: Section::Reached,
        columns: &[
            "name",
            "country",
            "first_date",
            "papers",
            "hop",
            "papers_without_self_citations",
            "watch_list_status",
            "listed_as",
            "papers_while_listed",
        ],
        most: 50,
    };
    let people = Shown {
        id: "people",
        title: "Authors of flagged papers who later publish with watch-listed institutions",
        note: "The basis says what a person's identity rests on; a name alone is weak.",
        section: Section::Reached,
        columns: &[
            "person",
            "basis",
            "flagged_date",
            "date",
            "how",
            "institution_name",
            "watch_list_status",
            "listed_as",
        ],
        most: 50,
    };
    let attrition = Shown {
        id: "attrition",
        title: "What each step of the trace left",
        note: "",
        section: Section::Reached,
        columns: &[],
        most: 100,
    };
    let mut shown = vec![
        tables.show(&reached, &mut traced.institutions_table().map_err(built("reached_institutions"))?)?,
        tables.show(&people, &mut traced.people_table(names).map_err(built("people"))?)?,
        tables.show(&attrition, &mut traced.attrition_table().map_err(built("attrition"))?)?,
    ];
    if let Some(base_rates) = results.base_rates {
        tables.write_built("controls", base_rates.controls_table())?;
        tables.write_built("survival", base_rates.survival_table())?;
        let mut rates =
            base_rates.rates_table(results.corpus, &traced.watched).map_err(built("base_rates"))?;
        let rates_of = Shown {
            id: "base_rates",
            title: "Flagged papers against matched controls",
            note: "Observed: flagged papers with controls that a trail leads to the listed institution (no name: to any). Expected: by the shares of their controls, of the same kind and year, with about as many citations and the nearest fields. p: the exact upper tail; q: the false discovery rate over the institutions (Benjamini-Hochberg). The pairs are in tables/controls, the Kaplan-Meier curves of the time to the first such citation in tables/survival.",
            section: Section::Reached,
            columns: &["name", "flagged", "observed", "expected", "ratio", "p", "q"],
            most: 50,
        };
        shown.push(tables.show(&rates_of, &mut rates)?);
    }
    if let Some(null_model) = results.null_model {
        let columns = &["name", "flagged", "observed", "expected", "ratio", "p", "q"];
        let note = format!(
            "The same question beside citations that are exchanged at random between papers of one field and year: every paper keeps how often it cites and is cited, by field and year. Observed: flagged papers that a trail leads to the listed institution (no name: to any). Expected: the mean of the draws. p: the share of draws with at least as many, the records counted as one, so never below 1/{}; q: the false discovery rate over the institutions (Benjamini-Hochberg). A dash: tables/rewiring says why. {}",
            u64::from(null_model.draws) + 1,
            null_model.summary()
        );
        let rewiring = Shown {
            id: "rewiring",
            title: "Flagged papers against rewired citations",
            note: &note,
            section: Section::Reached,
            columns,
            most: 50,
        };
        let mut table = null_model.table(results.corpus, &traced.watched).map_err(built("rewiring"))?;
        shown.push(tables.show(&rewiring, &mut table)?);
        let citations = Shown {
            id: "rewiring_citations",
            title: "Citations of flagged papers against rewired citations",
            note: "The same of the citations that the institution's own papers, of dates on which it is listed, give to flagged papers.",
            section: Section::Reached,
            columns,
            most: 50,
        };
        let table = null_model.citations_table(results.corpus, &traced.watched);
        shown.push(tables.show(&citations, &mut table.map_err(built("rewiring_citations"))?)?);
    }
    Ok(shown)
}
