//! Files and folders that appear whole or not at all: they are written beside their final place and renamed.
//!
//! What is under construction is listed, so that a program that is interrupted can remove it ([`abandon`]). A command that
//! writes several files lets them appear together, at its end ([`Together`]).

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempDir, TempPath};

use crate::error::{Error, Result};

/// The folders that were made on the way, in the order in which they were made.
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What is under construction.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A panic elsewhere leaves the list as it is, and that is right.
fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A path that is listed as unfinished for as long as this lives.
#[derive(Debug)]
struct Listed(PathBuf);

impl Listed {
    /// Makes something through `make` and lists its path in one step: an interruption comes before both or after both.
    fn make<T>(
        make: impl FnOnce() -> std::io::Result<T>,
        path: impl FnOnce(&T) -> &Path,
    ) -> std::io::Result<(T, Self)> {
        let mut list = unfinished();
        let made = make()?;
        let path = path(&made).to_path_buf();
        list.insert(path.clone());
        Ok((made, Self(path)))
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

/// What [`abandon`] returns: while it lives, nothing is begun or finished.
#[derive(Debug)]
pub struct Abandoned {
    _list: MutexGuard<'static, BTreeSet<PathBuf>>,
}

/// Removes every file and folder under construction, for a program that ends now: nothing is begun or finished while
/// the result lives.
#[must_use = "what it holds keeps the rest of the program from writing on"]
pub fn abandon() -> Abandoned {
    let list = unfinished();
    for path in list.iter() {
        // What can't be removed stays; the program ends anyway.
        let _ = if path.is_dir() { remove_folder(path) } else { fs::remove_file(path) };
    }
    remove_empty(&MADE.lock().unwrap_or_else(PoisonError::into_inner));
    Abandoned { _list: list }
}

/// Makes a folder and those above it that lack, and remembers which were made: an interruption comes before both or
/// after both.
fn make_folder(folder: &Path) -> Result<()> {
    let _list = unfinished();
    let lacking: Vec<PathBuf> =
        folder.ancestors().take_while(|above| !above.exists()).map(Path::to_path_buf).collect();
    fs::create_dir_all(folder).map_err(Error::io(folder, "create the folder"))?;
    for made in lacking.into_iter().rev() {
        WAITING.with_borrow_mut(|waiting| {
            if let Some(waiting) = waiting {
                waiting.folders.push(made.clone());
            }
        });
        MADE.lock().unwrap_or_else(PoisonError::into_inner).push(made);
    }
    Ok(())
}

/// Removes those of the folders that hold nothing.
fn remove_empty(folders: &[PathBuf]) {
    for folder in folders.iter().rev() {
        // One that holds something stays.
        let _ = fs::remove_dir(folder);
    }
}

/// Removes a folder into which other threads are still writing: under another name none of them finds it, and what one
/// of them had just begun goes in another round.
fn remove_folder(path: &Path) -> std::io::Result<()> {
    const ROUNDS: usize = 20;
    let gone = path.with_extension("gone");
    let path = if fs::rename(path, &gone).is_ok() { gone.as_path() } else { path };
    for _ in 1..ROUNDS {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            done => return done,
        }
    }
    fs::remove_dir_all(path)
}

/// Writes one file through `fill`; on any error nothing is left behind and an older file of that name stays.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("out/numbers.txt");
/// citetrace::whole::write_file(&path, |out| Ok(writeln!(out, "1 2 3")?))?;
/// assert_eq!(std::fs::read_to_string(&path)?, "1 2 3\n");
/// # use std::io::Write;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_file<F>(path: &Path, fill: F) -> Result<()>
where
    F: FnOnce(&mut dyn Write) -> std::result::Result<(), Box<dyn std::error::Error + Send + Sync>>,
{
    let folder = parent(path);
    make_folder(&folder)?;
    let (file, listed) = Listed::make(|| NamedTempFile::new_in(&folder), NamedTempFile::path)
        .map_err(Error::io(path, "write"))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    fill(&mut out).map_err(|e| match e.downcast::<Error>() {
        Ok(error) => *error,
        Err(other) => Error::Io {
            path: path.to_path_buf(),
            doing: "write",
            source: other.downcast::<std::io::Error>().map_or_else(std::io::Error::other, |e| *e),
        },
    })?;
    let file = out.into_inner().map_err(|e| Error::Io {
        path: path.into(),
        doing: "write",
        source: e.into_error(),
    })?;
    readable_by_all(file.as_file());
    let written = Written { file: Some(file.into_temp_path()), _listed: listed, place: path.to_path_buf() };
    // What stands in a folder under construction appears with that folder.
    let is_inside = unfinished().iter().any(|building| path.starts_with(building));
    match if is_inside { Some(written) } else { wait(written) } {
        Some(written) => put(&mut [written]),
        None => Ok(()),
    }
}

/// A file that is whole and not yet in its place.
#[derive(Debug)]
struct Written {
    file: Option<TempPath>,
    _listed: Listed,
    place: PathBuf,
}

/// Moves files to their places: an interruption comes before all of them or after all.
fn put(files: &mut [Written]) -> Result<()> {
    let _list = unfinished();
    if let Some(written) = files.iter().find(|written| written.place.is_dir()) {
        return Err(Error::io(&written.place, "write")(std::io::ErrorKind::IsADirectory.into()));
    }
    for written in files {
        if let Some(file) = written.file.take() {
            let place = &written.place;
            file.persist(place).map_err(|e| Error::Io {
                path: place.clone(),
                doing: "write",
                source: e.error,
            })?;
        }
    }
    Ok(())
}

/// What waits for the end of a [`Together`].
#[derive(Debug, Default)]
struct Waiting {
    files: Vec<Written>,
    folders: Vec<PathBuf>,
}

thread_local! {
    /// What waits on this thread.
    static WAITING: RefCell<Option<Waiting>> = const { RefCell::new(None) };
}

/// Lets the file wait for others, or hands it back where none are waited for.
fn wait(written: Written) -> Option<Written> {
    WAITING.with_borrow_mut(|waiting| match waiting {
        Some(waiting) => {
            waiting.files.push(written);
            None
        }
        None => Some(written),
    })
}

/// While it lives, the files that its thread writes are made and not put in their places; [`Together::finish`] puts all of
/// them there, and if it is dropped before, none appears. Files in a [`WholeFolder`] belong to that folder.
///
/// ```
/// use citetrace::whole::{Together, write_file};
/// let folder = tempfile::tempdir()?;
/// let (one, two) = (folder.path().join("one"), folder.path().join("two"));
/// let together = Together::begin();
/// write_file(&one, |out| Ok(out.write_all(b"1")?))?;
/// write_file(&two, |out| Ok(out.write_all(b"2")?))?;
/// assert!(!one.exists());
/// together.finish()?;
/// assert!(one.exists() && two.exists());
/// # use std::io::Write;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Together {
    /// It stays on its thread.
    _thread: PhantomData<*const ()>,
}

impl Together {
    /// From here on files wait. One inside another is of no effect.
    pub fn begin() -> Self {
        WAITING.with_borrow_mut(|waiting| {
            waiting.get_or_insert_default();
        });
        Self { _thread: PhantomData }
    }

    /// Puts every file in its place; an interruption comes before all of them or after all.
    ///
    /// # Errors
    /// A place where no file can stand, since a folder is there: then none appears.
    pub fn finish(self) -> Result<()> {
        let Waiting { mut files, folders } = WAITING.take().unwrap_or_default();
        let moved = put(&mut files);
        drop(files);
        if moved.is_err() {
            remove_empty(&folders);
        }
        moved
    }
}

impl Drop for Together {
    fn drop(&mut self) {
        if let Some(Waiting { files, folders }) = WAITING.take() {
            drop(files);
            remove_empty(&folders);
        }
    }
}

/// A folder under construction. Dropped before [`WholeFolder::finish`], it vanishes.
#[derive(Debug)]
pub struct WholeFolder {
    building: TempDir,
    listed: Listed,
    place: PathBuf,
}

impl WholeFolder {
    /// Begins a folder that will stand at `place`.
    pub fn begin(place: &Path) -> Result<Self> {
        let above = parent(place);
        make_folder(&above)?;
        let make = || tempfile::Builder::new().prefix(".citetrace-").tempdir_in(&above);
        let (building, listed) =
            Listed::make(make, TempDir::path).map_err(Error::io(place, "create the folder"))?;
        Ok(Self { building, listed, place: place.to_path_buf() })
    }

    /// Where to write the files until it is finished.
    pub fn path(&self) -> &Path {
        self.building.path()
    }

    /// Moves the folder to its place; an older folder there is replaced as a whole.
    pub fn finish(self) -> Result<()> {
        let listed = self.listed;
        let built = self.building.keep();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&built, fs::Permissions::from_mode(0o755))
                .map_err(Error::io(&built, "open up"))?;
        }
        let list = unfinished();
        let moved = Self::put(&built, &self.place);
        drop(list);
        drop(listed);
        moved
    }

    fn put(built: &Path, place: &Path) -> Result<()> {
        let aside = if place.exists() {
            let aside = built.with_extension("old");
            fs::rename(place, &aside).map_err(Error::io(place, "replace"))?;
            Some(aside)
        } else {
            None
        };
        if let Err(error) = fs::rename(built, place) {
            if let Some(aside) = &aside {
                fs::rename(aside, place).map_err(Error::io(place, "put back"))?;
            }
            fs::remove_dir_all(built).map_err(Error::io(built, "remove"))?;
            return Err(Error::io(place, "write")(error));
        }
        if let Some(aside) = aside {
            fs::remove_dir_all(&aside).map_err(Error::io(&aside, "remove"))?;
        }
        Ok(())
    }
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// A temporary file is private; the finished one gets what a plain `File::create` would give it.
fn readable_by_all(file: &File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A file system without permissions keeps what it has.
        let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = file;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_older_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").unwrap();
        let failed = write_file(&path, |out| {
            out.write_all(b"half")?;
            Err("stop".into())
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn files_of_one_command_appear_together_or_not_at_all() {
        let above = tempfile::tempdir().unwrap();
        let write = |path: &Path| write_file(path, |out| Ok(out.write_all(b"a")?)).unwrap();
        let names = || {
            let names = fs::read_dir(above.path()).unwrap().map(|e| e.unwrap().file_name());
            let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
            names.retain(|name| !name.starts_with('.'));
            names.sort();
            names
        };
        let together = Together::begin();
        write(&above.path().join("a"));
        let folder = WholeFolder::begin(&above.path().join("b")).unwrap();
        write(&folder.path().join("c"));
        assert!(folder.path().join("c").exists(), "a folder can read what was written into it");
        folder.finish().unwrap();
        // Another thread is no part of it.
        std::thread::scope(|threads| {
            threads.spawn(|| write(&above.path().join("d")));
        });
        assert_eq!(names(), ["b", "d"]);
        drop(together);
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 2);
        let together = Together::begin();
        write(&above.path().join("new/and new/f"));
        assert!(above.path().join("new/and new").exists());
        drop(together);
        assert_eq!(names(), ["b", "d"]);
        let together = Together::begin();
        write(&above.path().join("a"));
        write(&above.path().join("d"));
        together.finish().unwrap();
        assert_eq!(names(), ["a", "b", "d"]);
        // Over and done: files are put in their places at once.
        write(&above.path().join("e"));
        assert_eq!(names(), ["a", "b", "d", "e"]);
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 4);
        let together = Together::begin();
        write(&above.path().join("f"));
        write(&above.path().join("b"));
        assert!(together.finish().is_err());
        assert!(unfinished().iter().all(|path| !path.starts_with(above.path())));
    }

    #[test]
    fn what_is_under_construction_is_listed_until_it_is_done() {
        let above = tempfile::tempdir().unwrap();
        let folder = WholeFolder::begin(&above.path().join("a")).unwrap();
        let path = folder.path().to_path_buf();
        assert!(unfinished().contains(&path));
        folder.finish().unwrap();
        assert!(!unfinished().contains(&path));
        drop(WholeFolder::begin(&above.path().join("b")).unwrap());
        write_file(&above.path().join("c"), |out| Ok(out.write_all(b"c")?)).unwrap();
        assert!(unfinished().iter().all(|path| !path.starts_with(above.path())));
    }

    #[test]
    fn a_folder_goes_although_files_are_still_written_into_it() {
        use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("building");
        for round in 0..50 {
            fs::create_dir(&folder).unwrap();
            let done = AtomicBool::new(false);
            std::thread::scope(|threads| {
                threads.spawn(|| {
                    let mut i = 0;
                    while !done.load(Relaxed) {
                        let _ = fs::write(folder.join(format!("{i}.txt")), "half");
                        i += 1;
                    }
                });
                std::thread::sleep(std::time::Duration::from_micros(200 * (round % 7)));
                remove_folder(&folder).unwrap();
                done.store(true, Relaxed);
            });
            assert_eq!(fs::read_dir(above.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn an_abandoned_folder_vanishes_and_a_finished_one_replaces() {
        let above = tempfile::tempdir().unwrap();
        let place = above.path().join("corpus");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("old"), "").unwrap();
        drop(WholeFolder::begin(&place).unwrap());
        assert!(place.join("old").exists());
        let folder = WholeFolder::begin(&place).unwrap();
        fs::write(folder.path().join("new"), "").unwrap();
        folder.finish().unwrap();
        assert!(place.join("new").exists() && !place.join("old").exists());
        assert_eq!(fs::read_dir(above.path()).unwrap().count(), 1);
    }
}
