//! A Parquet table some groups of rows at a time: a large one is never held as a whole, and the bar of its reader moves.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{DataFrame, ParquetReader, SerReader as _};
use polars_parquet::read::FileMetadata;

use super::tables::{open_parquet, unreadable};
use crate::error::Result;

/// Rows that are read together, unless one group of the file has more.
const TOGETHER: usize = 1 << 20;

/// The pieces of one file, in order.
#[derive(Debug)]
pub(crate) struct Pieces {
    path: PathBuf,
    metadata: Arc<FileMetadata>,
    groups_read: usize,
    rows_read: usize,
    is_done: bool,
}

impl Pieces {
    /// Opens the file and reads what it says of itself.
    ///
    /// # Errors
    /// What can't be opened, or is no Parquet file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let mut reader = ParquetReader::new(open_parquet(path)?);
        let metadata = Arc::clone(reader.get_metadata().map_err(unreadable(path))?);
        Ok(Self { path: path.to_path_buf(), metadata, groups_read: 0, rows_read: 0, is_done: false })
    }

    /// How many rows the file has.
    pub(crate) fn rows(&self) -> usize {
        self.metadata.num_rows
    }

    /// The next rows, `None` behind the last. A file without rows has one piece without any, which has its columns.
    ///
    /// # Errors
    /// What can't be read.
    pub(crate) fn next_piece(&mut self) -> Result<Option<DataFrame>> {
        if self.is_done {
            return Ok(None);
        }
        let groups = &self.metadata.row_groups;
        let begin = self.rows_read;
        while self.groups_read < groups.len() && self.rows_read - begin < TOGETHER {
            self.rows_read += groups[self.groups_read].num_rows();
            self.groups_read += 1;
        }
        self.is_done = self.groups_read == groups.len();
        let mut reader =
            ParquetReader::new(open_parquet(&self.path)?).with_slice(Some((begin, self.rows_read - begin)));
        reader.set_metadata(Arc::clone(&self.metadata));
        reader.finish().map(Some).map_err(unreadable(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::df;

    use super::*;
    use crate::corpus::tables::{read_parquet, write_table};

    #[test]
    fn the_pieces_are_the_table() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        for rows in [0, 3, 3 * TOGETHER as u32 / 2] {
            let numbers: Vec<u32> = (0..rows).collect();
            write_table(&mut df!("n" => numbers).unwrap(), &path).unwrap();
            let mut pieces = Pieces::open(&path).unwrap();
            assert_eq!(pieces.rows(), rows as usize);
            let mut all = pieces.next_piece().unwrap().unwrap();
            let mut count = 1;
            while let Some(piece) = pieces.next_piece().unwrap() {
                all.vstack_mut(&piece).unwrap();
                count += 1;
            }
            assert_eq!(count, 1 + usize::from(rows as usize > TOGETHER));
            assert!(all.equals(&read_parquet(&path).unwrap()));
        }
        std::fs::write(&path, "source,target\na,b\n").unwrap();
        let message = Pieces::open(&path).unwrap_err().to_string();
        assert!(message.contains("t.parquet: this is no readable Parquet file"), "{message}");
    }
}
