//! Floor 1: one file an export format: bytes to records; recognising a format; rejects; compressed input.
//!
//! [`read_file`] tells a file's format by its content, reads it as a stream and hands on each record as it is found.
//! A row that can't be read becomes a [`Reject`] with its line and reason, and the next row is read: rows = kept +
//! rejected, always. A new format is one new file that implements `Format` and one line in `FORMATS`.

mod bibtex;
mod bibtex_record;
mod columns;
mod crossref_json;
mod csv_rows;
mod dates;
mod dimensions_csv;
mod format;
mod json_stream;
mod json_value;
mod lacking;
mod latex;
mod lens_csv;
mod lens_json;
mod lines;
mod markup;
mod medline;
pub mod open;
mod openalex_csv;
mod openalex_json;
mod plain_csv;
mod pubmed_xml;
mod quotes;
mod read;
pub mod record;
mod ris;
mod scopus_authors;
mod scopus_csv;
mod scopus_funding;
mod scopus_references;
mod scopus_row;
mod separator;
mod table;
mod tagged;
#[cfg(test)]
mod tests;
mod text;
pub(crate) mod user_csv;
pub(crate) mod user_rows;
mod wos_excel;
mod wos_record;
mod wos_reference;
mod wos_tab;
mod wos_text;
mod xml_tree;

pub use columns::{ColumnMap, FIELDS, check_columns};
pub use read::{FileRead, ReadOptions, read_file, read_file_with};
pub use record::{Record, Reject};

use bibtex_record::Bibtex;
use format::Format;
use wos_text::WosText;

/// The formats, in the order in which a file is tried against them.
const FORMATS: &[&dyn Format] = &[
    &scopus_csv::ScopusCsv,
    &wos_excel::WosExcel,
    &WosText::Openalex,
    &WosText::Own,
    &wos_tab::WosTab,
    &openalex_json::OpenalexJson,
    &crossref_json::CrossrefJson,
    &lens_json::LensJson,
    &pubmed_xml::PubmedXml,
    &dimensions_csv::DimensionsCsv,
    &lens_csv::LensCsv,
    &openalex_csv::OpenalexCsv,
    &ris::Ris,
    &medline::Medline,
    &Bibtex::Scopus,
    &Bibtex::Wos,
    &Bibtex::Other,
];
