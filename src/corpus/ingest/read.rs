//! The first pass: every file read as a stream; of each record its keys stay in memory and the record goes to the spill.

use std::path::PathBuf;

use rayon::prelude::*;

use super::spill::{Place, Spill, encode};
use crate::corpus::merge::{Content, Keys};
use crate::corpus::references::CitedAs;
use crate::date::PartialDate;
use crate::error::{Error, Result};
use crate::progress::bar;
use crate::sources::{FileRead, ReadOptions, Record, read_file_with};

/// How many records are taken apart together.
const TOGETHER: usize = 128;
/// How many bytes are gathered before they are written.
const GATHERED: usize = 1 << 20;

/// What stays in memory of all records, in the order of the files.
#[derive(Default)]
pub(super) struct Kept {
    /// Where each lies.
    pub(super) rows: Vec<Row>,
    /// By what duplicates are found.
    pub(super) keys: Vec<Keys>,
    /// What else references are compared with.
    pub(super) cited_as: Vec<CitedAs>,
    /// What it says, as a hash.
    pub(super) contents: Vec<Content>,
}

/// One record while it lies aside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Where in the spill.
    pub(super) place: Place,
    /// The number of its file.
    pub(super) file: u32,
    /// Its place in that file.
    pub(super) position: u64,
    /// Its date.
    pub(super) date: Option<PartialDate>,
}

/// Reads all files, several at a time.
pub(super) fn read_all(
    paths: &[PathBuf],
    options: &ReadOptions,
    spill: &Spill,
) -> Result<(Kept, Vec<FileRead>)> {
    let progress = bar("reading", paths.len() as u64);
    // The records of a lone file are taken apart on all threads. With more files each thread has one of them: waiting
    // for others inside a file, it could begin a second, and a third.
    let alone = paths.len() == 1;
    let read: Vec<(Kept, FileRead)> = paths
        .par_iter()
        .enumerate()
        .map(|(file, path)| {
            let mut laying =
                Laying { spill, alone, kept: Kept::default(), waiting: Vec::new(), bytes: Vec::new() };
            let mut failed: Result<()> = Ok(());
            let read = read_file_with(path, file as u32, options, &mut |record| {
                if failed.is_ok() {
                    failed = laying.take(record);
                }
            })?;
            failed?;
            laying.flush()?;
            progress.inc(1);
            Ok((laying.kept, read))
        })
        .collect::<Vec<Result<_>>>()
        .into_iter()
        .collect::<Result<_>>()?;
    progress.finish_and_clear();
    let total: usize = read.iter().map(|(kept, _)| kept.rows.len()).sum();
    let mut all = Kept::default();
    let mut reads = Vec::with_capacity(read.len());
    for (kept, one) in read {
        all.append(kept, total);
        reads.push(one);
    }
    Ok((all, reads))
}

impl Kept {
    /// Puts the records of the next file behind; there will be `total` of them.
    fn append(&mut self, mut other: Self, total: usize) {
        if self.rows.is_empty() {
            *self = other;
            return;
        }
        let more = total - self.rows.len();
        self.rows.reserve_exact(more);
        self.rows.append(&mut other.rows);
        self.keys.reserve_exact(more);
        self.keys.append(&mut other.keys);
        self.cited_as.reserve_exact(more);
        self.cited_as.append(&mut other.cited_as);
        self.contents.reserve_exact(more);
        self.contents.append(&mut other.contents);
    }
}

/// The records of one file on their way to the spill.
struct Laying<'a> {
    spill: &'a Spill,
    alone: bool,
    kept: Kept,
    waiting: Vec<Record>,
    /// What is not written yet: it belongs to the last rows, whose places count from its start until then.
    bytes: Vec<u8>,
}

/// A record taken apart.
struct Apart {
    keys: Keys,
    cited_as: CitedAs,
    content: Content,
    bytes: Vec<u8>,
}

impl Laying<'_> {
    fn take(&mut self, record: Record) -> Result<()> {
        self.waiting.push(record);
        if self.waiting.len() < TOGETHER { Ok(()) } else { self.lay() }
    }

    /// Takes the waiting records apart.
    fn lay(&mut self) -> Result<()> {
        let mut records = std::mem::take(&mut self.waiting);
        let apart: Vec<Result<Apart>> = if self.alone {
            records.par_iter_mut().with_min_len(8).map(apart).collect()
        } else {
            records.iter_mut().map(apart).collect()
        };
        for (record, apart) in records.iter().zip(apart) {
            let Apart { keys, cited_as, content, bytes } = apart?;
            if self.bytes.len() + bytes.len() > GATHERED {
                self.write()?;
            }
            let length = u32::try_from(bytes.len()).map_err(|_| too_long(record))?;
            self.kept.rows.push(Row {
                place: Place { at: UNWRITTEN | self.bytes.len() as u64, length },
                file: record.origin.file,
                position: record.origin.position,
                date: record.date,
            });
            self.kept.keys.push(keys);
            self.kept.cited_as.push(cited_as);
            self.kept.contents.push(content);
            self.bytes.extend_from_slice(&bytes);
        }
        records.clear();
        self.waiting = records;
        Ok(())
    }

    /// Writes the gathered bytes and gives their records their places.
    fn write(&mut self) -> Result<()> {
        let start = self.spill.append(&self.bytes)?;
        for row in self.kept.rows.iter_mut().rev().take_while(|row| row.place.at & UNWRITTEN != 0) {
            row.place.at = start + (row.place.at & !UNWRITTEN);
        }
        self.bytes.clear();
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        self.lay()?;
        self.write()
    }
}

/// Marks a place that counts from the start of the gathered bytes.
const UNWRITTEN: u64 = 1 << 63;

fn apart(record: &mut Record) -> Result<Apart> {
    let mut bytes = Vec::new();
    let content = encode(record, &mut bytes)?;
    Ok(Apart { keys: Keys::of(record), cited_as: CitedAs::of(record), content, bytes })
}

fn too_long(record: &Record) -> Error {
    Error::Broken(format!(
        "row {} of file {} takes more than 4 GiB; please report this as a fault of citetrace",
        record.origin.position, record.origin.file
    ))
}
