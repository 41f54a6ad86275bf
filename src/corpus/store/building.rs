//! The tables of a corpus while it is made: kept in memory, or written to its folder group by group.
//!
//! A group of rows is written as soon as it is whole, and groups have a fixed size, so the bytes do not depend on how many
//! rows are added at a time. Memory when writing: one group of each table at most.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use polars::prelude::BatchedWriter;

use super::write::{TABLES, frame};
use crate::corpus::schema::Corpus;
use crate::corpus::tables::parquet_writer;
use crate::error::{Error, Result};

/// How many rows of a table are written at a time: fewer where a row is long.
fn group(table: &str) -> usize {
    match table {
        "papers" | "texts" => 1 << 14,
        "citations" => 1 << 16,
        _ => 1 << 15,
    }
}

/// The tables under construction.
pub(in crate::corpus) struct Tables {
    corpus: Corpus,
    writers: Vec<Writer>,
}

/// The file of one table.
struct Writer {
    table: &'static str,
    path: PathBuf,
    file: BatchedWriter<BufWriter<File>>,
    written: usize,
}

impl Tables {
    /// Tables that stay in memory.
    pub(in crate::corpus) fn in_memory() -> Self {
        Self { corpus: Corpus::default(), writers: Vec::new() }
    }

    /// Tables that are written to a folder.
    pub(in crate::corpus) fn in_folder(folder: &Path) -> Result<Self> {
        let writers = TABLES.iter().map(|table| Writer::new(table, folder)).collect::<Result<_>>()?;
        Ok(Self { corpus: Corpus::default(), writers })
    }

    /// Adds the next rows of any tables.
    pub(in crate::corpus) fn add(&mut self, mut rows: Corpus) -> Result<()> {
        let all = &mut self.corpus;
        all.papers.append(&mut rows.papers);
        all.texts.append(&mut rows.texts);
        all.authors.append(&mut rows.authors);
        all.authorships.append(&mut rows.authorships);
        all.institutions.append(&mut rows.institutions);
        all.citations.append(&mut rows.citations);
        all.unresolved_references.append(&mut rows.unresolved_references);
        all.funding.append(&mut rows.funding);
        for writer in &mut self.writers {
            let group = group(writer.table);
            let whole = length(all, writer.table) / group * group;
            writer.write(all, whole)?;
            drop_rows(all, writer.table, whole);
        }
        Ok(())
    }

    /// Writes what is left, where the tables are written; else gives the corpus.
    pub(in crate::corpus) fn finish(mut self) -> Result<Corpus> {
        if self.writers.is_empty() {
            return Ok(self.corpus);
        }
        for mut writer in self.writers {
            let rest = length(&self.corpus, writer.table);
            writer.write(&self.corpus, rest)?;
            drop_rows(&mut self.corpus, writer.table, rest);
            writer.file.finish().map_err(Error::table(&writer.path))?;
        }
        Ok(Corpus::default())
    }
}

/// Writes a corpus that is in memory to a folder, as if its rows had been added one by one.
pub(super) fn write_all(corpus: &Corpus, folder: &Path) -> Result<()> {
    for table in TABLES {
        let mut writer = Writer::new(table, folder)?;
        writer.write(corpus, length(corpus, table))?;
        writer.file.finish().map_err(Error::table(&writer.path))?;
    }
    Ok(())
}

impl Writer {
    fn new(table: &'static str, folder: &Path) -> Result<Self> {
        let path = folder.join(table).with_extension("parquet");
        let file = File::create(&path).map_err(Error::io(&path, "write"))?;
        let empty = frame(&Corpus::default(), table, 0..0, 0).map_err(Error::table(&path))?;
        let file = parquet_writer(BufWriter::with_capacity(1 << 16, file), empty.schema())
            .batched(empty.schema())
            .map_err(Error::table(&path))?;
        Ok(Self { table, path, file, written: 0 })
    }

    /// Writes the first `rows` rows that `corpus` has of the table, in groups.
    fn write(&mut self, corpus: &Corpus, rows: usize) -> Result<()> {
        for start in (0..rows).step_by(group(self.table)) {
            let range = start..rows.min(start + group(self.table));
            let length = range.len();
            let frame = frame(corpus, self.table, range, self.written).map_err(Error::table(&self.path))?;
            self.file.write_batch(&frame).map_err(Error::table(&self.path))?;
            self.written += length;
        }
        Ok(())
    }
}

fn length(corpus: &Corpus, table: &str) -> usize {
    match table {
        "papers" => corpus.papers.len(),
        "texts" => corpus.texts.len(),
        "authors" => corpus.authors.len(),
        "authorships" => corpus.authorships.len(),
        "institutions" => corpus.institutions.len(),
        "citations" => corpus.citations.len(),
        "unresolved_references" => corpus.unresolved_references.len(),
        _ => corpus.funding.len(),
    }
}

/// Drops the first rows of a table.
fn drop_rows(corpus: &mut Corpus, table: &str, rows: usize) {
    match table {
        "papers" => drop(corpus.papers.drain(..rows)),
        "texts" => drop(corpus.texts.drain(..rows)),
        "authors" => drop(corpus.authors.drain(..rows)),
        "authorships" => drop(corpus.authorships.drain(..rows)),
        "institutions" => drop(corpus.institutions.drain(..rows)),
        "citations" => drop(corpus.citations.drain(..rows)),
        "unresolved_references" => drop(corpus.unresolved_references.drain(..rows)),
        _ => drop(corpus.funding.drain(..rows)),
    }
}
