//! OpenSanctions' `targets.simple.csv`, in the layouts of all years: columns are found by name, cells may hold line breaks.
//! <https://www.opensanctions.org/docs/bulk/csv/>
//!
//! Three layouts were published: `…, emails, dataset, last_seen, first_seen`; then `…, emails, dataset, first_seen, last_seen,
//! last_change`; then the same with `program_ids` before `dataset`. A cell that lists values is a row of CSV itself, separated by `;`
//! and quoted where a value holds one.
//!
//! `first_seen` is when OpenSanctions saw a target first, not when it was listed: it goes into the note and is no date of
//! validity. People and vessels are left out unless asked for.

use super::{Subjects, WatchEntry, WatchList};
use crate::error::Result;
use crate::places::table::Table;

/// Whether a header is this list's.
pub(super) fn is_opensanctions(table: &Table) -> bool {
    table.column(&["schema"]).is_some() && table.column(&["dataset"]).is_some()
}

pub(super) fn from_table(table: &Table, subjects: Subjects) -> Result<WatchList> {
    let id = table.needed(&["id"], "targets.simple.csv")?;
    let name = table.needed(&["name"], "targets.simple.csv")?;
    let [schema, aliases, countries, programs, dataset, first_seen, sanctions] =
        ["schema", "aliases", "countries", "program_ids", "dataset", "first_seen", "sanctions"]
            .map(|column| table.column(&[column]));
    let mut list = WatchList::default();
    for row in table.rows() {
        let kind = row.cell(schema).to_lowercase();
        if !subjects.include(&kind) {
            list.left_out += 1;
            continue;
        }
        let (shown, mut other) = super::names_of(row.cell(Some(name)));
        other.extend(values(row.cell(aliases)));
        let codes = values(row.cell(countries));
        let key = row.cell(Some(id));
        let programme = values(row.cell(programs)).join("; ");
        let source = values(row.cell(dataset)).join("; ");
        let measure = values(row.cell(sanctions)).join("; ");
        let mut note = String::new();
        if !row.cell(first_seen).is_empty() {
            note = format!("first seen {}", row.cell(first_seen));
        }
        if !measure.is_empty() {
            let before = if note.is_empty() { "" } else { "; " };
            note = format!("{note}{before}{measure}");
        }
        list.entries.push(WatchEntry {
            id: key.to_owned(),
            name: shown,
            aliases: other,
            country: if let [one] = codes.as_slice() { one.parse().ok() } else { None },
            kind,
            source: if programme.is_empty() { source } else { format!("{source} [{programme}]") },
            source_url: format!("https://www.opensanctions.org/entities/{key}/"),
            note,
            ..WatchEntry::default()
        });
    }
    Ok(list)
}

/// The values of a cell that lists them, without empty ones.
fn values(cell: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .flexible(true)
        .from_reader(cell.as_bytes());
    let records = reader.records().filter_map(std::result::Result::ok);
    let values: Vec<String> =
        records.flat_map(|record| record.iter().map(tidy).collect::<Vec<_>>()).collect();
    values.into_iter().filter(|value| !value.is_empty()).collect()
}

/// A value without space and doubled quotes around it.
fn tidy(value: &str) -> String {
    value.trim().trim_matches('"').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(text: &str) -> WatchList {
        from_table(&Table::parse(Path::new("targets.simple.csv"), text).unwrap(), Subjects::Organisations)
            .unwrap()
    }

    #[test]
    fn all_layouts_are_read_by_the_names_of_their_columns() {
        let shared =
            "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails";
        let row =
            "NK-1,Company,Invented Works,\"Works No. 1;\"\"Works; Invented\"\"\",,kp,,,Invented measure,,";
        let oldest = format!("{shared},dataset,last_seen,first_seen\n{row},A list,2022-03-02,2021-01-01\n");
        let older = format!(
            "{shared},dataset,first_seen,last_seen,last_change\n{row},A list,2021-01-01,2022-03-02,2022-01-01\n"
        );
        let newer = format!(
            "{shared},program_ids,dataset,first_seen,last_seen,last_change\n\
             {row},P-1;P-2,A list;Another,2021-01-01,2022-03-02,2022-01-01\n"
        );
        let (header, rows) = newer.split_once('\n').unwrap();
        let quoted = format!("\"{}\"\n{rows}", header.replace(',', "\",\""));
        let [oldest, older, newer, quoted] = [&oldest, &older, &newer, &quoted].map(|text| read(text));
        assert_eq!(oldest.entries(), older.entries());
        assert_eq!(newer.entries(), quoted.entries());
        let [a, b] = [&older.entries()[0], &newer.entries()[0]];
        assert_eq!((&a.name, &a.aliases, a.country, &a.note), (&b.name, &b.aliases, b.country, &b.note));
        assert_eq!(a.aliases, ["Works No. 1", "Works; Invented"]);
        assert_eq!(a.note, "first seen 2021-01-01; Invented measure");
        assert_eq!((a.source.as_str(), b.source.as_str()), ("A list", "A list; Another [P-1; P-2]"));
        assert_eq!((a.valid_from, a.valid_to), (None, None));
    }

    #[test]
    fn quotes_and_line_breaks_inside_values_are_kept_apart() {
        assert_eq!(
            values("\"CENTRE \"\"INVENTED\"\" OF TESTS\";Other"),
            ["CENTRE \"INVENTED\" OF TESTS", "Other"]
        );
        assert_eq!(values("\"one\ntwo\";three"), ["one\ntwo", "three"]);
        assert_eq!(values("\"\""), Vec::<String>::new());
        assert_eq!(values(""), Vec::<String>::new());
    }

    #[test]
    fn people_vessels_and_wallets_are_left_out() {
        let text = "id,schema,name,dataset\n1,Person,A,l\n2,Vessel,B,l\n3,CryptoWallet,C,l\n4,Airplane,D,l\n5,LegalEntity,Invented Bureau,l\n6,PublicBody,Invented Office,l\n";
        let list = read(text);
        assert_eq!((list.entries().len(), list.left_out()), (2, 4));
    }
}
