//! Tests of `draw`: every figure from a table and from a corpus, as SVG, PNG and PDF, and what it refuses.

use std::fs;
use std::path::{Path, PathBuf};

use citetrace::corpus::Corpus;
use citetrace::corpus::schema::{
    Author, AuthorBasis, Authorship, Citation, Institution, Paper, ReferenceMethod,
};
use citetrace::corpus::store;
use citetrace::ids::{AuthorId, InstitutionId, PaperId};
use predicates::str::contains;

use crate::support::{citetrace, python, real_file};

const HOSTILE: &str = "<script>alert(\"1\")</script> & 'quotes'";

/// Three papers of 2016 to 2018 by invented authors at three invented institutions in KP, CN and nowhere known.
fn corpus(folder: &Path) -> PathBuf {
    let paper = |title: &str, date: &str, kind: &str| Paper {
        title: title.to_owned(),
        date: date.parse().ok(),
        kind: Some(kind.to_owned()),
        ..Paper::default()
    };
    let author = |name: &str| Author {
        name: name.to_owned(),
        orcid: None,
        source_ids: Vec::new(),
        basis: AuthorBasis::SourceId,
    };
    let institution = |ror: &str, name: &str, country: Option<&str>| Institution {
        ror: ror.to_owned(),
        name: name.to_owned(),
        country: country.map(str::to_owned),
        ..Institution::default()
    };
    let authorship = |paper, position, person, country: Option<&str>| Authorship {
        paper: PaperId(paper),
        position,
        author: Some(AuthorId(person)),
        institution: Some(InstitutionId(person)),
        country: country.map(str::to_owned),
        ..Authorship::default()
    };
    let citation = |citing, cited| Citation {
        citing: PaperId(citing),
        cited: PaperId(cited),
        method: ReferenceMethod::Text,
        score: 0.9,
    };
    let corpus = Corpus {
        papers: vec![
            paper("First", "2016", "article"),
            paper(HOSTILE, "2017-05", "review"),
            paper("Third", "2018", "article"),
        ],
        authors: vec![author("Invented One"), author("Invented Two"), author("Invented Three")],
        authorships: vec![
            authorship(0, 1, 0, Some("KP")),
            authorship(1, 1, 0, Some("KP")),
            authorship(1, 2, 1, Some("CN")),
            authorship(2, 1, 1, Some("CN")),
            authorship(2, 2, 2, None),
        ],
        institutions: vec![
            institution("demo-1", HOSTILE, Some("KP")),
            institution("demo-2", "Imaginary Academy of Flight", Some("CN")),
            institution("demo-3", "Imaginary Bureau", None),
        ],
        citations: vec![citation(1, 0), citation(2, 0), citation(2, 1)],
        ..Corpus::default()
    };
    let place = folder.join("corpus");
    store::write(&corpus, &place).unwrap();
    place
}

/// Draws and hands back the SVG, checked for being well-formed and named.
fn drawn(arguments: &[&str], out: &Path) -> String {
    citetrace().arg("draw").args(arguments).arg("--out").arg(out).assert().success();
    let svg = fs::read_to_string(out).unwrap();
    let mut reader = quick_xml::Reader::from_str(&svg);
    while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
    assert!(svg.contains("role=\"img\"") && svg.contains("<title id=") && svg.contains("<desc id="));
    assert!(!svg.contains("<script"));
    svg
}

#[test]
fn every_table_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let tables = [
        (
            "funnel",
            "step,count,base,base_count\nall,200,,\nsome,50,all,\nfew,5,others,20\n",
            "50 (25.0% of 200, all)",
        ),
        (
            "timeline",
            "year,class,count\n2019,flagged,3\n2021,other,4\n,other,2\n",
            "2021, other: 4 of 4 papers",
        ),
        (
            "flow",
            "source,target,count,watch_listed\nflagged,Norway,3,no\nNorway,Imaginary Works,2,yes\n",
            "Imaginary Works: 2 papers, on a watch list",
        ),
        ("network", "source,target,weight\na,b,2\nb,c,1\n", "b: 3 sum of weights"),
        ("matrix", "row,column,count\na,b,7\nb,a,0\n", "a, b: 7 papers"),
        ("ranking", "name,value\na,1.5\nb,\n'=c,3\n", "=c: 3 value"),
        (
            "mainpath",
            "citing,cited,spc,citing_date,cited_date,citing_label\nb,a,4,2003-02,2001,Second\n",
            "Second cites a: 4",
        ),
    ];
    for (figure, table, words) in tables {
        let input = folder.path().join(format!("{figure}.csv"));
        fs::write(&input, table).unwrap();
        let svg = drawn(
            &[input.to_str().unwrap(), "--figure", figure],
            &folder.path().join(format!("{figure}.svg")),
        );
        assert!(svg.contains(words), "{figure}: no `{words}` in {svg}");
    }
}

#[test]
fn what_rank_writes_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let edges = folder.path().join("edges.csv");
    fs::write(&edges, "source,target\na,b\nc,b\n").unwrap();
    for ending in ["parquet", "csv"] {
        let ranks = folder.path().join(format!("ranks.{ending}"));
        let measures = ["rank", "--measure", "in_degree", "--measure", "pagerank", "--edges"];
        citetrace().args(measures).arg(&edges).arg("--out").arg(&ranks).assert().success();
        let out = folder.path().join("ranks.svg");
        let svg = drawn(&[ranks.to_str().unwrap(), "--figure", "ranking", "--title", "Cited most"], &out);
        assert!(svg.contains("b: 2 in_degree") && svg.contains(">Cited most</title>"), "{svg}");
    }
}

#[test]
fn a_corpus_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    let input = corpus.to_str().unwrap();
    let list = folder.path().join("list.csv");
    let head = "id,name,aliases,ror,country,parent,kind,source,source_url,valid_from,valid_to,note\n";
    fs::write(&list, format!("{head}w1,Imaginary Academy of Flight,,demo-2,CN,,,invented,,,,\n")).unwrap();
    let out = folder.path().join("figure.svg");
    let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;quotes&#39;";
    for (arguments, words) in [
        (vec!["--figure", "timeline"], "2017, review: 1 of 1 papers"),
        (vec!["--figure", "network"], escaped),
        (vec!["--figure", "network", "--network", "citation"], "First: 2 citations received, North Korea"),
        (vec!["--figure", "network", "--network", "countries"], "North Korea: 2 papers"),
        (vec!["--figure", "matrix"], "China, North Korea: 1 joint papers"),
        (vec!["--figure", "ranking"], "Imaginary Academy of Flight: 2 papers"),
        (vec!["--figure", "flow"], "unknown → Imaginary Bureau: 1 papers"),
        (
            vec!["--figure", "network", "--watch-list", list.to_str().unwrap()],
            "Imaginary Academy of Flight: 2 papers, China, on a watch list",
        ),
        (
            vec!["--figure", "ranking", "--network", "coauthors", "--people", "names"],
            "Invented Two: 2 papers",
        ),
    ] {
        let svg = drawn(&[&[input][..], &arguments].concat(), &out);
        assert!(svg.contains(words), "{arguments:?}: no `{words}` in {svg}");
    }
    let people = drawn(&[input, "--figure", "network", "--network", "coauthors"], &out);
    assert!(!people.contains("Invented"), "people are called by pseudonym");
}

/// Every kind of figure of a corpus as PDF, drawn by PDFium at the size of our PNG: the two pictures differ at edges only,
/// where the two programs smooth otherwise.
#[test]
fn another_program_draws_the_pdf_as_the_png() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    let at = |name: &str| folder.path().join(name);
    let script = "import sys, pypdfium2\n\
                  file = pypdfium2.PdfDocument(sys.argv[1])\n\
                  print(len(file), file.get_metadata_value('Title'))\n\
                  picture = file[0].render(scale=float(sys.argv[3]), rev_byteorder=True, prefer_bgrx=True)\n\
                  print(picture.width, picture.height, picture.stride)\n\
                  open(sys.argv[2], 'wb').write(bytes(picture.buffer))\n";
    for figure in ["timeline", "flow", "network", "matrix", "ranking"] {
        for ending in ["png", "pdf"] {
            let mut command = citetrace();
            command.args(["draw", "--figure", figure, "--title", "A <b> & Größe", "--out"]);
            command.arg(at(&format!("a.{ending}"))).arg(&corpus).assert().success();
        }
        let bytes = fs::read(at("a.png")).unwrap();
        let png = resvg::tiny_skia::Pixmap::decode_png(&bytes).unwrap();
        // Two pixels for each of the figure's 96 an inch.
        let scale = (2.0 * 96.0 / 72.0).to_string();
        let output = std::process::Command::new(&python)
            .args(["-c", script])
            .args([at("a.pdf"), at("a.raw")])
            .arg(scale)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stdout).unwrap();
        let (first, second) = said.trim_end().split_once('\n').unwrap();
        assert_eq!(first, "1 A <b> & Größe");
        let sizes: Vec<usize> = second.split(' ').map(|size| size.parse().unwrap()).collect();
        let (width, height) = (png.width() as usize, png.height() as usize);
        assert!(
            sizes[0].abs_diff(width) <= 1 && sizes[1].abs_diff(height) <= 1,
            "{sizes:?} {width} {height}"
        );
        let raw = fs::read(at("a.raw")).unwrap();
        let (mut far, mut ink) = (0, 0);
        for y in 0..height.min(sizes[1]) {
            for x in 0..width.min(sizes[0]) {
                let theirs = &raw[y * sizes[2] + 4 * x..][..3];
                let ours = &png.data()[4 * (y * width + x)..][..3];
                let apart = theirs.iter().zip(ours).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
                far += usize::from(apart > 96);
                ink += usize::from(ours.iter().any(|part| *part < 250));
            }
        }
        assert!(ink > 2_000 && far * 100 < ink, "{figure}: {far} pixels differ much, {ink} have ink");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    for (ending, start) in [("png", &b"\x89PNG\r\n"[..]), ("pdf", b"%PDF-1.7")] {
        let seen = ["1", "2"].map(|threads| {
            let out = folder.path().join(format!("{threads}.{ending}"));
            let arguments = ["draw", "--figure", "network", "--threads", threads, "--out"];
            citetrace().args(arguments).arg(&out).arg(&corpus).assert().success();
            fs::read(out).unwrap()
        });
        assert!(seen[0].starts_with(start) && seen[0] == seen[1]);
    }
}

#[test]
fn what_can_not_be_drawn_is_said_before_any_work() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = corpus(folder.path());
    let table = folder.path().join("table.csv");
    fs::write(&table, "step,number,base\nall,many,\n").unwrap();
    let out = folder.path().join("out.svg");
    let refused = |input: &Path, figure: &str, out: &Path, code: i32, words: &str| {
        let mut command = citetrace();
        command.arg("draw").arg(input).args(["--figure", figure]).arg("--out").arg(out);
        command.assert().code(code).stderr(contains(words));
        assert!(!out.exists());
    };
    refused(&corpus, "pie", &out, 2, "there is no figure `pie`; choose one of funnel, timeline, flow");
    refused(
        &corpus,
        "funnel",
        &out,
        2,
        "`funnel` is not drawn from a corpus; give a table with the columns step",
    );
    refused(&corpus, "network", &folder.path().join("out.eps"), 2, "one of the three endings");
    refused(&table, "funnel", &out, 1, "table.csv:1: no column `count` among step, number, base");
    refused(&folder.path().join("gone.csv"), "funnel", &out, 1, "gone.csv");
    fs::write(&table, "step,count,base\nall,many,\n").unwrap();
    refused(&table, "funnel", &out, 1, "table.csv:2: `many` in the column `count` is no whole number");
    fs::write(&table, "step,count,base\nall,3,\nmore,4,all\n").unwrap();
    refused(&table, "funnel", &out, 1, "`more` counts 4, more than its base `all` with 3");
    fs::write(&table, "source,target,count\na,b,1\nb,a,1\n").unwrap();
    refused(&table, "flow", &out, 1, "run in a circle");
}

#[test]
fn a_real_export_is_drawn() {
    let Some(records) = real_file("scopus/metaknowledge.csv") else { return };
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus");
    citetrace().arg("ingest").arg(records).arg("--out").arg(&corpus).assert().success();
    let input = corpus.to_str().unwrap();
    let out = folder.path().join("figure.svg");
    assert!(drawn(&[input, "--figure", "timeline"], &out).contains("220 papers of the corpus"));
    for arguments in [["--figure", "matrix"], ["--figure", "flow"]] {
        drawn(&[&[input][..], &arguments].concat(), &out);
    }
    drawn(&[input, "--figure", "network", "--network", "citation"], &out);
}
