//! The page and the notebook on a small hostile report.

use super::html::page;
use super::notebook::notebook;
use super::*;

fn hostile() -> Report {
    let attack = "</title><script>alert(1)</script>\" onload='x' & \u{202E}";
    Report {
        name: attack.into(),
        description: vec![attack.into()],
        synthetic: true,
        window: Some(attack.into()),
        as_of: "2023-09-30".into(),
        version: "0.1.0".into(),
        claims: vec![ReportClaim {
            id: "suspected".into(),
            text: attack.into(),
            numerator: 110,
            numerator_set: attack.into(),
            denominator: 657,
            denominator_set: "papers in the window".into(),
            unit: "papers".into(),
            kind: "census".into(),
            interval: None,
            bounds: Some((Bound::new(104, 650), Bound::new(110, 657))),
            headline: true,
            papers: vec![7, 9],
        }],
        figures: vec![ReportFigure {
            id: "funnel".into(),
            title: attack.into(),
            caption: attack.into(),
            svg: "<?xml version=\"1.0\"?>\n<svg><title>a</title></svg>".into(),
        }],
        evidence: vec![EvidenceSheet {
            title: attack.into(),
            facts: vec![(attack.into(), attack.into())],
            steps: vec![7, 9],
            affiliation: Some(("Inst. <A>, X".into(), 6..9)),
        }],
        tables: vec![ReportTable {
            id: "reached".into(),
            title: attack.into(),
            note: attack.into(),
            section: Section::Reached,
            header: vec!["name".into(), "papers".into()],
            rows: vec![vec![Some(attack.into()), Some("12".into())], vec![None, Some("3".into())]],
            total_rows: 9,
        }],
        limits: vec![attack.into()],
        papers: vec![PaperLine {
            paper: 7,
            title: attack.into(),
            date: "2019".into(),
            venue: attack.into(),
            doi: Some("10.1/\"><script>".into()),
            countries: "KP, CN".into(),
        }],
        inputs: vec![(attack.into(), "00ff".into())],
    }
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let page = page(&hostile());
    assert!(!page.contains("<script"), "a script got in");
    assert!(!page.contains("onload='x'"));
    assert!(!page.contains('\u{202E}'));
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("Inst. <mark>&lt;A&gt;</mark>, X"));
    assert!(!page.contains("<?xml"));
    for tag in ["section", "details", "table", "figure", "ul", "ol", "dl", "tr", "div"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
}

#[test]
fn a_number_never_stands_without_its_base() {
    let page = page(&hostile());
    assert!(page.contains("110 of 657 (16.7%; 104 of 650 to 110 of 657 by uncertain matches)"));
    assert!(page.contains("base: papers in the window"));
    assert!(page.contains("The first 2 of 9 rows"));
    assert!(page.contains("<td class=\"unknown\">–</td>"));
    let nothing = ReportClaim { numerator: 0, denominator: 0, ..ReportClaim::default() };
    assert_eq!(nothing.figure(), "0 of 0");
}

#[test]
fn every_link_inside_the_page_leads_somewhere() {
    let page = page(&hostile());
    for link in page.split("href=\"#").skip(1) {
        let target = link.split('"').next().unwrap();
        // Paper 9 has no line in the list, so it must not be a link.
        assert!(page.contains(&format!("id=\"{target}\"")), "#{target} leads nowhere");
    }
}

#[test]
fn the_notebook_is_of_the_format_and_plain() {
    let book = notebook(&hostile());
    assert_eq!(book["nbformat"], 4);
    let cells = book["cells"].as_array().unwrap();
    let ids: std::collections::BTreeSet<&str> = cells.iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), cells.len());
    for cell in cells.iter().filter(|c| c["cell_type"] == "markdown") {
        let text: String = cell["source"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect();
        assert!(!text.replace("\\<", "").contains('<'), "{text}");
    }
    assert_eq!(notebook(&hostile()), book);
}

#[test]
fn an_empty_report_still_is_a_page() {
    let page = page(&Report::default());
    assert!(page.contains("The study states no claim.") && page.ends_with("</html>\n"));
}
