//! The traps of matching, on entries as ROR has them. The answers are read, not computed.

use super::*;
use crate::places::registry::Entry;

fn entry(id: &str, name: &str, others: &[&str], country: &str, city: &str) -> Entry {
    let (acronyms, aliases): (Vec<&str>, Vec<&str>) =
        others.iter().partition(|n| n.len() <= 5 && n.chars().all(char::is_uppercase));
    Entry {
        id: id.into(),
        name: name.into(),
        aliases: aliases.into_iter().map(str::to_owned).collect(),
        acronyms: acronyms.into_iter().map(str::to_owned).collect(),
        country: country.parse().ok(),
        cities: vec![city.into()],
        ..Entry::default()
    }
}

fn registry() -> Registry {
    Registry::from_entries(vec![
        entry("army", "United States Army", &["USA", "US Army"], "US", "Washington"),
        entry("cnrs-fr", "Centre National de la Recherche Scientifique", &["CNRS"], "FR", "Paris"),
        entry("cnrs-lb", "National Council for Scientific Research", &["CNRS"], "LB", "Beirut"),
        entry("neu-us", "Northeastern University", &["NEU"], "US", "Boston"),
        entry("neu-cn", "Northeastern University", &["NEU"], "CN", "Shenyang"),
        entry("ncl-uk", "Newcastle University", &["University of Newcastle"], "GB", "Newcastle upon Tyne"),
        entry("ncl-au", "University of Newcastle Australia", &["Newcastle University"], "AU", "Newcastle"),
        entry("nju", "Nanjing University", &["NJU"], "CN", "Nanjing"),
        entry("nuaa", "Nanjing University of Aeronautics and Astronautics", &[], "CN", "Nanjing"),
        entry("iisc", "Indian Institute of Science", &["IISC"], "IN", "Bengaluru"),
        entry("cas", "Chinese Academy of Sciences", &["CAS"], "CN", "Beijing"),
        entry("nas", "Academy of Sciences", &[], "KP", "Pyongyang"),
        entry("ustb", "University of Science and Technology", &["USTB"], "CN", "Beijing"),
        entry("pust", "University of Science and Technology", &[], "KP", "Pyongyang"),
        entry("tub", "Technische Universität Berlin", &["TUB"], "DE", "Berlin"),
        entry("dayton", "University of Dayton", &[], "US", "Dayton"),
        entry("york", "York University", &[], "CA", "Toronto"),
        entry("nyu", "New York University", &["NYU"], "US", "New York"),
        entry("cmu-us", "Carnegie Mellon University", &["CMU"], "US", "Pittsburgh"),
        entry("cmu-th", "Chiang Mai University", &["CMU"], "TH", "Chiang Mai"),
        entry("duke", "Duke University", &[], "US", "Durham"),
        entry("google", "Google (United States)", &[], "US", "Mountain View"),
        entry("nchu", "Nanchang University", &[], "CN", "Nanchang"),
    ])
}

fn found(text: &str) -> Vec<String> {
    let registry = registry();
    let found = Matcher::new(&registry).find(text);
    found.institutions.iter().map(|i| registry.entries()[i.entry].id.clone()).collect()
}

fn check(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .map(|(text, expected)| (text, found(text), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(text, found, expected)| format!("{text}: {found:?} instead of {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_army_is_not_in_every_american_paper() {
    check(&[
        ("Duke University, Durham, NC, USA", &["duke"]),
        ("Department of Physics, Nowhere College, USA", &[]),
        ("US Army, Washington, DC, USA", &["army"]),
    ]);
}

#[test]
fn one_name_of_several_institutions_is_told_apart_by_place() {
    check(&[
        ("Northeastern University, Boston, MA 02115", &["neu-us"]),
        ("Northeastern University, Shenyang 110819, China", &["neu-cn"]),
        ("Northeastern University", &[]),
        ("CNRS, Paris, France", &["cnrs-fr"]),
        ("CNRS, Beirut, Lebanon", &["cnrs-lb"]),
        ("CNRS", &[]),
        ("CMU, Pittsburgh, PA, USA", &["cmu-us"]),
        ("CMU, Chiang Mai, Thailand", &["cmu-th"]),
        ("Newcastle University, Newcastle upon Tyne, UK", &["ncl-uk"]),
        ("University of Newcastle, Callaghan, NSW, Australia", &["ncl-au"]),
        ("University of Science and Technology, Pyongyang, DPR Korea", &["pust"]),
        ("University of Science and Technology, Beijing, China", &["ustb"]),
        ("University of Science and Technology, Hong Kong", &[]),
    ]);
}

#[test]
fn a_name_that_goes_on_is_another_name() {
    check(&[
        ("Nanjing University, Nanjing, China", &["nju"]),
        ("Nanjing University of Posts and Telecommunications, Nanjing, China", &[]),
        ("Nanjing University of Aeronautics & Astronautics, Nanjing, Peoples R China", &["nuaa"]),
        ("Indian Institute of Science, Bengaluru, India", &["iisc"]),
        ("Indian Institute of Science Education and Research, Pune, India", &[]),
        ("New York University, New York, NY, USA", &["nyu"]),
        ("York University, Toronto, Canada", &["york"]),
        ("Duke University Medical Center, Durham, NC", &["duke"]),
        ("Duke University Hospital, Durham, NC", &[]),
        ("Nanjing University-Suzhou, China", &[]),
        ("Duke University Northwest, Durham, NC", &[]),
        ("Polytechnic University of Dayton, Dayton, OH", &[]),
        ("Academy of Sciences", &[]),
        ("Academy of Sciences of the Czech Republic, Prague", &[]),
    ]);
}

#[test]
fn dirt_does_not_matter() {
    check(&[
        ("Complex IT Systems Technische Universität Berlin  Berlin Germany", &["tub"]),
        ("TECHNISCHE UNIVERSITAET BERLIN", &["tub"]),
        ("Information EngineeringNanchang UniversityNanchang330031People's Republic of China", &["nchu"]),
        ("1Nanjing Univ., Nanjing, P. R. China", &["nju"]),
        ("University of Datyon, Dayton, OH, USA", &["dayton"]),
        ("Department of Physics#TAB#Nanjing University#TAB#Nanjing#TAB#China", &["nju"]),
        ("Nanjing University, Nanjing, China; York University, Toronto, ON, Canada", &["nju", "york"]),
        ("Google, Mountain View, CA", &["google"]),
        ("From the Department of Surgery, Duke University, Durham, NC", &["duke"]),
        ("...!?", &[]),
        ("جامعة القاهرة", &[]),
    ]);
}

#[test]
fn the_span_and_the_country_of_a_match_are_kept() {
    let registry = registry();
    let matcher = Matcher::new(&registry);
    let text = "Lab 1, Carnegie Mellon University";
    let found = matcher.find(text);
    assert_eq!(&text[found.institutions[0].span.clone()], "Carnegie Mellon University");
    assert_eq!(found.countries[0].country.as_str(), "US");
    assert_eq!(found.countries[0].method, methods::INSTITUTION);
    assert_eq!(matcher.candidates("Northeastern University", 5).len(), 2);
}

#[test]
fn a_very_long_text_takes_its_time_once() {
    let matcher = Matcher::new(&registry());
    let text = "Nanjing University of Northeastern Newcastle Academy, ".repeat(2000);
    let start = std::time::Instant::now();
    matcher.find(&text);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn traps_of_names_that_hold_other_names() {
    let registry = Registry::from_entries(vec![
        entry("uw", "University of Washington", &[], "US", "Seattle"),
        entry("wustl", "Washington University in St. Louis", &[], "US", "St Louis"),
        entry("jinan-u", "University of Jinan", &[], "CN", "Jinan"),
        entry("unr", "University of Nevada, Reno", &["University of Nevada"], "US", "Reno"),
        entry("rennes", "Centre Hospitalier Universitaire de Rennes", &["CHU Rennes"], "FR", "Rennes"),
        entry("ehu", "University of the Basque Country", &[], "ES", "Bilbao"),
        entry("upv", "Universitat Politècnica de València", &["UPV"], "ES", "Valencia"),
        entry("sjtu", "Shanghai Jiao Tong University", &[], "CN", "Shanghai"),
        entry("ms", "University of Münster", &[], "DE", "Münster"),
        entry("padua", "University of Padua", &[], "IT", "Padua"),
        entry("tamu", "Texas A&M University", &[], "US", "College Station"),
        entry("usf", "University of California, San Francisco", &["UC San Francisco"], "US", "San Francisco"),
        entry("one", "First Affiliated Hospital of Example University", &[], "CN", "Shanghai"),
        entry("letter", "Institute X of Letters", &["X", "Y"], "FR", "Paris"),
    ]);
    let matcher = Matcher::new(&registry);
    for (text, expected) in [
        (
            "Department of Surgery, Washington University School of Medicine, St. Louis, MO, USA",
            vec!["wustl"],
        ),
        ("Washington Univ in St. Louis, St. Louis, MO", vec!["wustl"]),
        ("University of Washington, Seattle, WA 98195", vec!["uw"]),
        ("Jinan University, Guangzhou, China", vec![]),
        ("University of Nevada, Las Vegas, Las Vegas, NV, USA", vec![]),
        ("CHU Rennes, Rennes, France", vec!["rennes"]),
        ("University of the Basque Country (UPV/EHU), Leioa, Spain", vec!["ehu"]),
        ("School of Medicine, Shanghai Jiaotong University, Shanghai 200011, China", vec!["sjtu"]),
        ("Westfälische Wilhelms-Universität Münster, Münster, Germany", vec!["ms"]),
        ("Institute of Physics, University of Muenster, Germany", vec!["ms"]),
        ("Università di Padova, Padova, Italy", vec!["padua"]),
        ("Texas A&M University-Kingsville, Kingsville, TX, USA", vec![]),
        ("School of Management, University of San Francisco, San Francisco, CA, USA", vec![]),
        ("The Sixth Affiliated Hospital of Example University, Shanghai, China", vec![]),
        ("X, Paris, France", vec![]),
        ("Y", vec![]),
        ("!?;;,, — …", vec![]),
        ("جامعة القاهرة، القاهرة، مصر", vec![]),
    ] {
        let found = matcher.find(text);
        let ids: Vec<&str> =
            found.institutions.iter().map(|i| registry.entries()[i.entry].id.as_str()).collect();
        assert_eq!(ids, expected, "{text}");
    }
}

/// A registry all of whose names share their words, and a text without a comma: the time must not grow with both.
#[test]
fn worst_cases_take_no_time() {
    let name = |at: usize| format!("University of Science and Technology of X{at}ville");
    let entries = (0..5_000).map(|at| entry(&at.to_string(), &name(at), &[], "CN", "Beijing")).collect();
    let matcher = Matcher::new(&Registry::from_entries(entries));
    let start = std::time::Instant::now();
    for at in 0..100 {
        let found = matcher.find(&format!("College of Science, {}, Beijing, China", name(at * 40)));
        assert_eq!(found.institutions.len(), 1);
        assert_eq!(found.institutions[0].entry, at * 40);
    }
    let long = "University of Science and Technology of Beijing China ".repeat(2_000);
    assert!(long.len() > 100_000);
    matcher.find(&long);
    assert!(start.elapsed().as_secs() < 90, "{:?}", start.elapsed());
}
