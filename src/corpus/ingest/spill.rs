//! Where records lie between the passes: one file beside the output that has no name, so that it is gone however the
//! program ends, and of which memory holds only the places.
//!
//! A record is written in the form of the crate postcard, its origin in front. Writers take their stretch of the file by
//! one atomic addition and write by position, so files are read in parallel; where a record lies decides nothing.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::corpus::merge::Content;
use crate::error::{Error, Result};
use crate::sources::Record;
use crate::sources::record::Origin;

/// The place of one piece in the spill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Where it begins.
    pub(super) at: u64,
    /// How many bytes it has.
    pub(super) length: u32,
}

/// The file.
pub(super) struct Spill {
    file: File,
    folder: PathBuf,
    end: AtomicU64,
}

impl Spill {
    /// An empty spill on the disk of `folder`.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(Error::io(folder, "lay records aside in"))?;
        Ok(Self { file, folder: folder.to_path_buf(), end: AtomicU64::new(0) })
    }

    /// Writes some bytes and says where they begin.
    pub(super) fn append(&self, bytes: &[u8]) -> Result<u64> {
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_at(&self.file, bytes, at).map_err(Error::io(&self.folder, "lay records aside in"))?;
        Ok(at)
    }

    /// The bytes at one place.
    pub(super) fn bytes(&self, place: Place) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_to(place.at, place.length as usize, &mut bytes)?;
        Ok(bytes)
    }

    /// Appends to `out` the `length` bytes that begin at `at`.
    pub(super) fn read_to(&self, at: u64, length: usize, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        out.resize(start + length, 0);
        read_at(&self.file, &mut out[start..], at).map_err(Error::io(&self.folder, "read what lies aside in"))
    }

    /// The record at one place.
    pub(super) fn record(&self, place: Place) -> Result<Record> {
        decode(&self.bytes(place)?)
    }

    /// Writes a value.
    pub(super) fn put(&self, value: &impl Serialize) -> Result<Place> {
        let bytes = postcard::to_stdvec(value).map_err(broken)?;
        let length = u32::try_from(bytes.len()).map_err(broken)?;
        Ok(Place { at: self.append(&bytes)?, length })
    }

    /// Reads a value that was [put](Self::put) there.
    pub(super) fn take<T: DeserializeOwned>(&self, place: Place) -> Result<T> {
        postcard::from_bytes(&self.bytes(place)?).map_err(broken)
    }
}

/// Appends a record to `out` and says what it holds: how much, and the hash of all but its origin.
pub(super) fn encode(record: &mut Record, out: &mut Vec<u8>) -> Result<Content> {
    let origin = std::mem::take(&mut record.origin);
    let bytes = std::mem::take(out);
    let bytes = postcard::to_extend(&origin, bytes).map_err(broken)?;
    let start = bytes.len();
    *out = postcard::to_extend(&*record, bytes).map_err(broken)?;
    let said = &out[start..];
    let mut hash = [0; 16];
    hash.copy_from_slice(&Sha256::digest(said)[..16]);
    record.origin = origin;
    Ok(Content { length: u32::try_from(said.len()).map_err(broken)?, hash })
}

/// The record that [`encode`] wrote.
pub(super) fn decode(bytes: &[u8]) -> Result<Record> {
    let (origin, rest) = postcard::take_from_bytes::<Origin>(bytes).map_err(broken)?;
    let mut record: Record = postcard::from_bytes(rest).map_err(broken)?;
    record.origin = origin;
    Ok(record)
}

fn broken(error: impl std::fmt::Display) -> Error {
    Error::Broken(format!(
        "a record could not be laid aside and read back ({error}); please report this as a fault of citetrace"
    ))
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sources::record::{RecordAuthor, RecordFunding, RecordReference};

    fn text() -> impl Strategy<Value = Option<String>> {
        prop::option::of(".{0,12}")
    }

    /// A record with something of every kind of field.
    fn record() -> impl Strategy<Value = Record> {
        let author = (".{0,9}", text(), text(), prop::collection::vec(".{0,9}", 0..3)).prop_map(
            |(name, full_name, orcid, affiliations)| RecordAuthor {
                name,
                full_name,
                orcid,
                affiliations,
                source_id: None,
            },
        );
        let reference = (".{0,20}", text(), prop::option::of(any::<i16>())).prop_map(|(text, doi, year)| {
            let mut reference = RecordReference { text, ..RecordReference::default() };
            reference.ids.doi = doi;
            reference.fields.year = year;
            reference
        });
        let date = prop::option::of((1i16..9999, 1i8..13)).prop_map(|date| {
            date.and_then(|(year, month)| crate::date::PartialDate::new(year, Some(month), None))
        });
        let parts = (text(), text(), date, any::<bool>(), prop::option::of(any::<u32>()));
        let lists = (prop::collection::vec(author, 0..3), prop::collection::vec(reference, 0..3));
        (any::<u32>(), any::<u64>(), parts, lists).prop_map(
            |(file, position, (title, doi, date, retracted, cited_by_count), (authors, references))| {
                let mut record = Record {
                    origin: Origin { file, position, line: position / 2 },
                    title,
                    date,
                    retracted,
                    cited_by_count,
                    authors,
                    references,
                    funding: vec![RecordFunding { is_statement: retracted, ..RecordFunding::default() }],
                    ..Record::default()
                };
                record.ids.doi = doi;
                record
            },
        )
    }

    proptest! {
        #[test]
        fn records_come_back_as_they_were(mut records in prop::collection::vec(record(), 0..6)) {
            let folder = tempfile::tempdir().unwrap();
            let spill = Spill::new(folder.path()).unwrap();
            let mut places = Vec::new();
            for record in &mut records {
                let mut bytes = Vec::new();
                encode(record, &mut bytes).unwrap();
                places.push(Place { at: spill.append(&bytes).unwrap(), length: bytes.len() as u32 });
            }
            for (record, place) in records.iter().zip(&places).rev() {
                prop_assert_eq!(&spill.record(*place).unwrap(), record);
            }
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }

        #[test]
        fn the_content_is_what_a_record_says_and_not_where_it_stood(mut one in record(), mut other in record()) {
            let content = |record: &mut Record| encode(record, &mut Vec::new()).unwrap();
            let equal = Record { origin: Origin::default(), ..one.clone() } == Record { origin: Origin::default(), ..other.clone() };
            prop_assert_eq!(content(&mut one) == content(&mut other), equal);
            let mut moved = Record { origin: Origin { file: 9, position: 99, line: 999 }, ..one.clone() };
            prop_assert_eq!(content(&mut moved), content(&mut one));
        }
    }

    #[test]
    fn a_damaged_piece_is_an_error() {
        assert!(decode(&[1, 2]).unwrap_err().to_string().contains("please report"));
    }
}
