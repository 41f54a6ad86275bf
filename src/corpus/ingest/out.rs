//! Where the results of the passes go: all into memory, or into the folder of the corpus as they come.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::Conflict;
use crate::corpus::references::Uncertain;
use crate::corpus::store::Tables;
use crate::error::{Error, Result};

/// Where the results go.
pub(super) struct Out {
    /// The tables.
    pub(super) tables: Tables,
    /// `conflicts.jsonl`.
    pub(super) conflicts: Rows<Conflict>,
    /// `uncertain_references.jsonl`.
    pub(super) uncertain: Rows<Uncertain>,
}

impl Out {
    pub(super) fn in_memory() -> Self {
        Self {
            tables: Tables::in_memory(),
            conflicts: Rows::Kept(Vec::new()),
            uncertain: Rows::Kept(Vec::new()),
        }
    }

    pub(super) fn in_folder(folder: &Path) -> Result<Self> {
        Ok(Self {
            tables: Tables::in_folder(folder)?,
            conflicts: Rows::in_file(folder.join(super::CONFLICTS))?,
            uncertain: Rows::in_file(folder.join(super::UNCERTAIN))?,
        })
    }
}

/// Rows that are kept, or written as one JSON object a line.
pub(super) enum Rows<T> {
    Kept(Vec<T>),
    Written { file: BufWriter<File>, path: PathBuf },
}

impl<T: Serialize> Rows<T> {
    pub(super) fn in_file(path: PathBuf) -> Result<Self> {
        let file = File::create(&path).map_err(Error::io(&path, "write"))?;
        Ok(Self::Written { file: BufWriter::new(file), path })
    }

    pub(super) fn add(&mut self, rows: Vec<T>) -> Result<()> {
        match self {
            Self::Kept(kept) => kept.extend(rows),
            Self::Written { file, path } => {
                for row in &rows {
                    serde_json::to_writer(&mut *file, row)
                        .map_err(|e| Error::io(&*path, "write")(e.into()))?;
                    file.write_all(b"\n").map_err(Error::io(&*path, "write"))?;
                }
            }
        }
        Ok(())
    }

    /// The kept rows; where they were written, the file is ended and none is given.
    pub(super) fn finish(self) -> Result<Vec<T>> {
        match self {
            Self::Kept(kept) => Ok(kept),
            Self::Written { mut file, path } => {
                file.flush().map_err(Error::io(&path, "write"))?;
                Ok(Vec::new())
            }
        }
    }
}

/// Writes rows as one JSON object a line.
pub(super) fn write_lines<T: Serialize + Clone>(path: PathBuf, rows: &[T]) -> Result<()> {
    let mut lines = Rows::in_file(path)?;
    lines.add(rows.to_vec())?;
    lines.finish().map(drop)
}
