//! Opening a file that may be compressed: what it is, is told by its first bytes and not by its name.
//!
//! gzip (`1f 8b`) and Zstandard (`28 b5 2f fd`) are unpacked as they are read, so memory does not grow with the file.
//! A file that unpacks to more than 64 MiB and more than 100 times what was read of it is refused as a bomb: exports
//! shrink five to twenty times.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use indicatif::ProgressBar;

use crate::error::Place;
use crate::{Error, Result, progress};

/// How many times its packed size a file may unpack to.
const MOST_EXPANSION: u64 = 100;
/// What a file may unpack to in any case.
const FREE_EXPANSION: u64 = 64 << 20;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Opens a plain, gzip or Zstandard file for reading. Time and memory: constant here, linear in the file when read.
///
/// # Errors
/// [`Error::Io`] when the file can't be opened. A bomb or a packed file that ends too early shows as an I/O error
/// while reading; [`read_error`] turns it into an [`Error::Input`] with the remedy.
pub fn open(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    open_with(path, None)
}

/// As [`open`], with a bar over the bytes of the file while it is read.
///
/// # Errors
/// As [`open`].
pub fn open_shown(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let length = std::fs::metadata(path).map_or(0, |file| file.len());
    open_with(path, Some(progress::bytes(format!("reading {name}"), length)))
}

/// As [`open`], as UTF-8: UTF-16 is turned into it, byte order marks are taken off.
///
/// # Errors
/// As [`open`].
pub fn open_text(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    super::lines::unicode(open(path)?).map_err(|error| read_error(path, error))
}

/// As [`open_text`], with a bar over the bytes of the file while it is read.
///
/// # Errors
/// As [`open`].
pub fn open_text_shown(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    super::lines::unicode(open_shown(path)?).map_err(|error| read_error(path, error))
}

fn open_with(path: &Path, bar: Option<ProgressBar>) -> Result<Box<dyn BufRead + Send>> {
    let file = File::open(path).map_err(Error::io(path, "open"))?;
    if file.metadata().map_err(Error::io(path, "open"))?.is_dir() {
        let what = "this is a folder and not a file";
        return Err(Error::input(
            Place::file(path),
            what,
            "name the files in it, or a pattern such as `folder/*.csv`",
        ));
    }
    let taken = Arc::new(AtomicU64::new(0));
    let mut packed =
        BufReader::with_capacity(1 << 16, Counted { inner: file, taken: Arc::clone(&taken), bar });
    let start = packed.fill_buf().map_err(Error::io(path, "read"))?;
    let unpacked: Box<dyn Read + Send> = if start.starts_with(GZIP) {
        Box::new(flate2::bufread::MultiGzDecoder::new(packed))
    } else if start.starts_with(ZSTD) {
        Box::new(zstd::Decoder::with_buffer(packed).map_err(Error::io(path, "unpack"))?)
    } else {
        return Ok(Box::new(packed));
    };
    Ok(Box::new(BufReader::with_capacity(1 << 16, Bounded { inner: unpacked, taken, given: 0 })))
}

/// Turns what the system said while reading into an error with the remedy: a bomb, a packed file that ends too early,
/// or a plain failure to read.
pub fn read_error(path: &Path, error: io::Error) -> Error {
    let place = Place::file(path);
    if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Bomb>) {
        let what = "unpacks to more than 100 times its size, which no export does";
        return Error::input(place, what, "if it is sound, unpack it yourself and name the unpacked file");
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            let what = format!("the packed file is damaged or ends too early ({error})");
            Error::input(place, what, "copy or download it again; nothing of it was taken")
        }
        _ => Error::io(path, "read")(error),
    }
}

/// Counts the bytes that were read from the file.
struct Counted {
    inner: File,
    taken: Arc<AtomicU64>,
    bar: Option<ProgressBar>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.taken.fetch_add(n as u64, Relaxed);
        if let Some(bar) = &self.bar {
            bar.inc(n as u64);
        }
        Ok(n)
    }
}

/// Stops a file that unpacks beyond all measure.
struct Bounded {
    inner: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
    given: u64,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.given += n as u64;
        if self.given > FREE_EXPANSION + MOST_EXPANSION * self.taken.load(Relaxed) {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, Bomb));
        }
        Ok(n)
    }
}

/// The file unpacks to far more than any export would.
#[derive(Debug)]
struct Bomb;

impl fmt::Display for Bomb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the file unpacks to more than 100 times its size; if it is sound, unpack it yourself")
    }
}

impl std::error::Error for Bomb {}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn unpacked(bytes: &[u8]) -> Result<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, bytes).unwrap();
        let mut out = Vec::new();
        open(&path)?.read_to_end(&mut out).map_err(|error| read_error(Path::new("a.csv"), error))?;
        Ok(out)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn packing_is_told_by_content() {
        assert_eq!(unpacked(b"plain").unwrap(), b"plain");
        assert_eq!(unpacked(&gzip(b"packed")).unwrap(), b"packed");
        assert_eq!(unpacked(&[gzip(b"two "), gzip(b"members")].concat()).unwrap(), b"two members");
        assert_eq!(unpacked(&zstd::encode_all(&b"packed"[..], 3).unwrap()).unwrap(), b"packed");
        assert_eq!(unpacked(b"").unwrap(), b"");
    }

    #[test]
    fn a_bomb_is_refused_with_a_remedy() {
        for packed in [gzip(&vec![b'a'; 200 << 20]), zstd::encode_all(&vec![b'a'; 200 << 20][..], 3).unwrap()]
        {
            let message = unpacked(&packed).unwrap_err().to_string();
            assert_eq!(
                message,
                "a.csv: unpacks to more than 100 times its size, which no export does; \
                 if it is sound, unpack it yourself and name the unpacked file"
            );
        }
    }

    #[test]
    fn a_packed_file_that_ends_too_early_says_so() {
        let whole = gzip(&b"some text that is long enough to be cut".repeat(50));
        let message = unpacked(&whole[..whole.len() / 2]).unwrap_err().to_string();
        assert!(message.starts_with("a.csv: the packed file is damaged or ends too early"), "{message}");
    }
}
