//! Files that are made to break a reader: each gets a clear error or a reject, and the program's memory stays within a
//! bound, which is measured in the process itself (`VmHWM`, Linux only).

use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::bad_input::{HEADER, row};

/// What became of an ingest.
struct Outcome {
    code: i32,
    stdout: String,
    stderr: String,
    rejects: String,
    /// The most memory that the process held, in MiB; 0 where the system doesn't tell.
    memory: u64,
}

impl Outcome {
    /// Rows, papers, rejected of the only file, whose sum holds.
    fn sums(&self) -> [u64; 3] {
        let summary: Value = serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("{}", self.stderr));
        let file = &summary["files"][0];
        let [rows, papers, merged, rejected] =
            ["rows", "papers", "merged", "rejected"].map(|key| file[key].as_u64().unwrap());
        assert_eq!(rows, papers + merged + rejected);
        [rows, papers, rejected]
    }

    fn within(&self, mebibytes: u64) -> &Self {
        eprintln!("peak memory {} MiB", self.memory);
        assert!(self.memory <= mebibytes, "{} MiB held, at most {mebibytes} expected", self.memory);
        self
    }
}

/// Ingests a file in a process of its own and watches its memory.
fn ingest(file: &Path) -> Outcome {
    let out = file.with_extension("corpus");
    let program = assert_cmd::cargo::cargo_bin!("citetrace");
    let mut child = Command::new(program)
        .arg("ingest")
        .arg(file)
        .arg("--out")
        .arg(&out)
        .args(["--json", "--quiet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut memory = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
        memory = memory.max(kib.unwrap_or(0) >> 10);
        std::thread::sleep(Duration::from_millis(2));
    }
    let (mut stdout, mut stderr) = (String::new(), String::new());
    child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    let code = child.wait().unwrap().code().unwrap_or(-1);
    let rejects = std::fs::read_to_string(out.join("rejects.jsonl")).unwrap_or_default();
    assert!(code == 0 || !out.exists(), "a failed ingest leaves no corpus");
    Outcome { code, stdout, stderr, rejects, memory }
}

/// A file in a folder of its own.
fn made(name: &str, write: impl FnOnce(&mut dyn std::io::Write)) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let mut out = BufWriter::new(File::create(&path).unwrap());
    write(&mut out);
    out.flush().unwrap();
    drop(out);
    (folder, path)
}

/// A text of so many mebibytes, piece by piece.
fn long(out: &mut dyn std::io::Write, mebibytes: usize) {
    let piece = "word ".repeat((1 << 20) / 5);
    for _ in 0..mebibytes {
        out.write_all(piece.as_bytes()).unwrap();
    }
}

const ARTICLE: [&str; 2] = [
    "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><Journal><Title>Synthetic Journal</Title><JournalIssue><PubDate>\
     <Year>2019</Year></PubDate></JournalIssue></Journal><ArticleTitle>",
    "</ArticleTitle></Article></MedlineCitation></PubmedArticle>",
];

#[test]
fn xml_entities_are_never_expanded() {
    // Ten times ten times … ten: ten thousand million letters.
    let (_folder, path) = made("laughs.xml", |out| {
        write!(out, "<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet [<!ENTITY a0 \"ha\">").unwrap();
        for n in 1..=10 {
            write!(out, "<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)).unwrap();
        }
        let [before, behind] = ARTICLE;
        write!(out, "]>\n<PubmedArticleSet>\n{before}&a10;{behind}\n</PubmedArticleSet>\n").unwrap();
    });
    let outcome = ingest(&path);
    assert_eq!(outcome.within(150).sums(), [1, 1, 0]);
    // One long entity, named often.
    let (_folder, path) = made("quadratic.xml", |out| {
        write!(out, "<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet [<!ENTITY a \"").unwrap();
        out.write_all(&vec![b'a'; 200_000]).unwrap();
        let [before, behind] = ARTICLE;
        write!(
            out,
            "\">]>\n<PubmedArticleSet>\n{before}{}{behind}\n</PubmedArticleSet>\n",
            "&a;".repeat(50_000)
        )
        .unwrap();
    });
    let outcome = ingest(&path);
    assert_eq!(outcome.within(150).sums(), [1, 1, 0]);
}

#[test]
fn packed_bombs_are_refused() {
    let (_folder, gzip) = made("bomb.csv.gz", |out| {
        let mut bomb = flate2::write::GzEncoder::new(out, flate2::Compression::best());
        write!(bomb, "{HEADER}\n\"").unwrap();
        let letters = vec![b'a'; 1 << 20];
        for _ in 0..1024 {
            bomb.write_all(&letters).unwrap();
        }
        bomb.finish().unwrap();
    });
    let (_other, zstd) = made("bomb.csv.zst", |out| {
        let mut bomb = zstd::Encoder::new(out, 1).unwrap();
        write!(bomb, "{HEADER}\n\"").unwrap();
        let letters = vec![b'a'; 1 << 20];
        for _ in 0..4096 {
            bomb.write_all(&letters).unwrap();
        }
        bomb.finish().unwrap();
    });
    for path in [gzip, zstd] {
        let outcome = ingest(&path);
        assert_eq!(outcome.within(400).code, 1);
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(outcome.stderr.contains(name), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("unpacks to more than 100 times its size"), "{}", outcome.stderr);
    }
}

/// A workbook with these parts.
fn workbook(name: &str, parts: &[(&str, usize)]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    let zeros = vec![b' '; 1 << 20];
    for (part, mebibytes) in parts {
        archive.start_file(*part, options).unwrap();
        for _ in 0..*mebibytes {
            archive.write_all(&zeros).unwrap();
        }
        archive.write_all(b"<worksheet/>").unwrap();
    }
    archive.finish().unwrap();
    (folder, path)
}

#[test]
fn workbooks_that_unpack_without_bound_or_hold_macros_are_refused() {
    let (_folder, bomb) = workbook("bomb.xlsx", &[("xl/workbook.xml", 0), ("xl/worksheets/sheet1.xml", 700)]);
    let outcome = ingest(&bomb);
    assert_eq!(outcome.within(150).code, 1);
    assert!(
        outcome.stderr.contains("bomb.xlsx") && outcome.stderr.contains("more than 100 times its size"),
        "{}",
        outcome.stderr
    );
    let (_folder, macros) = workbook("macros.xlsm", &[("xl/workbook.xml", 0), ("xl/vbaProject.bin", 1)]);
    let outcome = ingest(&macros);
    assert_eq!(outcome.within(150).code, 1);
    assert!(
        outcome.stderr.contains("macros.xlsm") && outcome.stderr.contains("has macros"),
        "{}",
        outcome.stderr
    );
    // The old form names the storage of the macros in UTF-16.
    let (_folder, old) = made("macros.xls", |out| {
        out.write_all(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unwrap();
        out.write_all(&[0; 2048]).unwrap();
        let name: Vec<u8> = "_VBA_PROJECT_CUR".encode_utf16().flat_map(u16::to_le_bytes).collect();
        out.write_all(&name).unwrap();
        out.write_all(&[0; 2048]).unwrap();
    });
    let outcome = ingest(&old);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.contains("macros.xls") && outcome.stderr.contains("has macros"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn json_nested_without_end_is_a_reject() {
    let sound = "{\"id\":\"https://openalex.org/W1\",\"doi\":null,\"title\":\"Synthetic work\",\"publication_year\":2020,\"authorships\":[]}";
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let work =
            format!("{{\"id\":\"https://openalex.org/W2\",\"title\":\"Deep\",\"authorships\":{deep}}}");
        let page = format!(
            "{{\"meta\":{{\"count\":2}},\"results\":[{sound},{work},{}]}}",
            sound.replace("W1", "W3").replace("work", "other")
        );
        let lines = format!("{sound}\n{work}\n{}\n", sound.replace("W1", "W3").replace("work", "other"));
        for text in [page, lines] {
            let (_folder, path) = made("deep.json", |out| out.write_all(text.as_bytes()).unwrap());
            let outcome = ingest(&path);
            assert_eq!(outcome.within(200).sums(), [3, 2, 1], "{}", outcome.rejects);
        }
    }
}

#[test]
fn a_field_of_a_hundred_mebibytes_is_a_reject_with_its_place() {
    let scopus = row(2).split_once("An abstract.").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let sound = "{\"id\":\"https://openalex.org/W1\",\"doi\":null,\"title\":\"Synthetic work\",\"publication_year\":2020,\"authorships\":[]}";
    let pubmed = ARTICLE.join("A synthetic title");
    let trials: [(&str, String, String, u64); 8] = [
        ("field.csv", format!("{HEADER}\n{}\n{}", row(1), scopus.0), format!("{}\n{}\n", scopus.1, row(3)), 3),
        ("field.txt", "FN Clarivate\nVR 1.0\nPT J\nTI One\nUT WOS:1\nER\n\nPT J\nTI Two\nAB ".into(), "\nUT WOS:2\nER\n\nPT J\nTI Three\nUT WOS:3\nER\nEF\n".into(), 3),
        ("field.bib", "@article{a,\n title = {Synthetic one},\n year = {2019}\n}\n@article{b,\n title = {Synthetic two},\n abstract = {".into(), "},\n year = {2019}\n}\n@article{c,\n title = {Synthetic three},\n year = {2019}\n}\n".into(), 3),
        ("field.ris", "TY  - JOUR\nTI  - Synthetic one\nPY  - 2019\nER  - \nTY  - JOUR\nTI  - Synthetic two\nAB  - ".into(), "\nPY  - 2019\nER  - \nTY  - JOUR\nTI  - Synthetic three\nPY  - 2019\nER  - \n".into(), 3),
        ("field.nbib", "PMID- 1\nTI  - Synthetic one\nDP  - 2019\n\nPMID- 2\nTI  - Synthetic two\nAB  - ".into(), "\nDP  - 2019\n\nPMID- 3\nTI  - Synthetic three\nDP  - 2019\n".into(), 3),
        ("field.json", format!("{{\"meta\":{{}},\"results\":[{sound},{{\"id\":\"https://openalex.org/W2\",\"title\":\""), format!("\"}},{}]}}", sound.replace("W1", "W3").replace("work", "other")), 3),
        ("field.jsonl", format!("{sound}\n{{\"id\":\"https://openalex.org/W2\",\"title\":\""), format!("\"}}\n{}\n", sound.replace("W1", "W3").replace("work", "other")), 3),
        ("field.xml", format!("<?xml version=\"1.0\"?>\n<PubmedArticleSet>\n{pubmed}\n{}", ARTICLE[0]), format!("{}\n{}\n</PubmedArticleSet>\n", ARTICLE[1], pubmed.replace("<PMID>1", "<PMID>3").replace("A syn", "Another syn")), 3),
    ];
    for (name, before, behind, rows) in trials {
        let (_folder, path) = made(name, |out| {
            out.write_all(before.as_bytes()).unwrap();
            long(out, 100);
            out.write_all(behind.as_bytes()).unwrap();
        });
        let outcome = ingest(&path);
        eprintln!("{name}: {}", outcome.rejects.chars().take(200).collect::<String>());
        assert_eq!(outcome.within(600).sums(), [rows, rows - 1, 1], "{name}");
        assert!(outcome.rejects.contains("64 MiB"), "{name}: {}", outcome.rejects);
    }
}
