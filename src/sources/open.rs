//! Opening a file that may be compressed: what it is, is told by its first bytes and not by its name.
//!
//! gzip (`1f 8b`) and Zstandard (`28 b5 2f fd`) are unpacked as they are read, so memory does not grow with the file.
//! A file that unpacks to more than 64 MiB and more than 100 times what was read of it is refused as a bomb: exports
//! shrink five to twenty times.
//!
//! A file is opened once and read from its start to its end, so it may be a pipe. Who has to look at the start of a text first
//! finds it in the buffer of the reader ([`open_text_shown`]).

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
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
/// The mark, and how the first page or the footer behind it begins: a name in a list may be `PAR1`.
const PARQUET: &[u8] = b"PAR1\x15";

/// Opens a plain, gzip or Zstandard file for reading. Time and memory: constant here, linear in the file when read.
///
/// # Errors
/// [`Error::Io`] when the file can't be opened. A bomb or a packed file that ends too early shows as an I/O error
/// while reading; [`read_error`] turns it into an [`Error::Input`] with the remedy.
pub fn open(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    open_with(path, false)
}

/// As [`open`], as UTF-8: UTF-16 is turned into it, byte order marks are taken off. With a bar over the bytes of the file while
/// it is read. The first [`BufRead::fill_buf`] has the first 64 KiB of the text, or all of it.
///
/// # Errors
/// As [`open`]; and a Parquet file, which is no text.
pub fn open_text_shown(path: &Path) -> Result<Box<dyn BufRead + Send>> {
    let mut input = open_with(path, true)?;
    if input.fill_buf().map_err(|error| read_error(path, error))?.starts_with(PARQUET) {
        let remedy =
            "give it a name that ends in `.parquet`; what comes from a pipe has to be saved as a file first";
        return Err(Error::input(
            Place::file(path),
            "this is a Parquet file, which is not read as text",
            remedy,
        ));
    }
    super::lines::unicode(input).map_err(|error| read_error(path, error))
}

/// Whether the file can be opened again to the same end, as a pipe can't.
pub fn can_be_read_again(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.is_file())
}

fn open_with(path: &Path, is_shown: bool) -> Result<Box<dyn BufRead + Send>> {
    let mut file = File::open(path).map_err(Error::io(path, "open"))?;
    let known = file.metadata().map_err(Error::io(path, "open"))?;
    if known.is_dir() {
        let what = "this is a folder and not a file";
        return Err(Error::input(
            Place::file(path),
            what,
            "name the files in it, or a pattern such as `folder/*.csv`",
        ));
    }
    // A pipe may give its first bytes one by one.
    let mut start = Vec::new();
    (&mut file).take(PARQUET.len() as u64).read_to_end(&mut start).map_err(Error::io(path, "read"))?;
    let taken = Arc::new(AtomicU64::new(start.len() as u64));
    let bar = is_shown.then(|| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        progress::bytes(format!("reading {name}"), known.is_file().then_some(known.len()))
    });
    let (is_gzip, is_zstd) = (start.starts_with(GZIP), start.starts_with(ZSTD));
    let rest = Counted { inner: file, taken: Arc::clone(&taken), bar };
    let packed = BufReader::with_capacity(1 << 16, Cursor::new(start).chain(rest));
    let unpacked: Box<dyn Read + Send> = if is_gzip {
        Box::new(flate2::bufread::MultiGzDecoder::new(packed))
    } else if is_zstd {
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
