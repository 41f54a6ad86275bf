//! The rules of matching one by one, on registries that say where an institution is and on such as don't.

use super::*;
use crate::places::registry::Entry;

/// An entry of which the registry gives a name alone.
fn bare(id: &str, name: &str) -> Entry {
    Entry { id: id.into(), name: name.into(), ..Entry::default() }
}

fn placed(id: &str, name: &str, acronyms: &[&str], country: &str, city: &str) -> Entry {
    Entry {
        acronyms: acronyms.iter().map(ToString::to_string).collect(),
        country: country.parse().ok(),
        cities: vec![city.into()],
        ..bare(id, name)
    }
}

fn check(entries: Vec<Entry>, cases: &[(&str, &[&str])]) {
    let registry = Registry::from_entries(entries);
    let matcher = Matcher::new(&registry);
    let ids = |text: &str| -> Vec<String> {
        let found = matcher.find(text);
        found.institutions.iter().map(|i| registry.entries()[i.entry].id.clone()).collect()
    };
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| ids(text) != *expected)
        .map(|(text, expected)| format!("{text}: {:?} instead of {expected:?}", ids(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_university_is_found_by_its_only_school_unless_it_is_listed_itself() {
    let child = Entry { parents: vec![2], ..bare("law", "Example University School of Law") };
    check(
        vec![
            bare("med", "Invented University School of Medicine"),
            bare("biz", "School of International Business at the University of Inventia"),
            bare("example", "Example University"),
            child,
            bare("two-a", "Twofold University School of Law"),
            bare("two-b", "Twofold University Graduate School of Medicine"),
        ],
        &[
            ("College of Media, Invented University, Philadelphia, USA", &["med"]),
            ("Department of Surgery, Invented University School of Medicine", &["med"]),
            ("School of Management, University of Inventia, Adelaide, Australia", &["biz"]),
            ("Example University, Oslo, Norway", &["example"]),
            ("Example University School of Law, Oslo, Norway", &["law"]),
            ("Twofold University", &[]),
            ("Invented University Hospital, Philadelphia, USA", &[]),
        ],
    );
}

#[test]
fn an_acronym_is_spelled_out_by_a_whole_segment() {
    check(
        vec![bare("unesp", "UNESP"), bare("cnrs", "CNRS"), bare("dess", "DESS"), bare("nasa", "NASA")],
        &[
            ("Universidade Estadual Paulista, Brasil", &["unesp"]),
            ("Univ. Estadual Paulista", &["unesp"]),
            (
                "Laboratoire d'Analyse, Centre National de la Recherche Scientifique, Toulouse, France",
                &["cnrs"],
            ),
            ("Universidade Estadual Paulista Nova, Brasil", &[]),
            ("National Academy of Sciences of Azerbaijan", &[]),
            // No institution's own word: a department is none.
            ("Department of Earth System Studies, Oslo", &[]),
        ],
    );
}

#[test]
fn initials_count_where_the_place_of_the_name_agrees() {
    check(
        vec![
            bare("unsw", "University of New South Wales"),
            bare("ucsf", "University of California, San Francisco"),
            placed("given", "Technical University of Example City", &["TUX"], "DE", "Berlin"),
            placed("zust", "Zembla University of Science and Technology", &[], "CN", "Hangzhou"),
        ],
        &[
            ("School of Physics, UNSW Sydney, Randwick, NSW, Australia", &["unsw"]),
            ("Orthopaedic Surgery, UCSF, San Francisco, CA", &["ucsf"]),
            ("UNSW", &[]),
            ("UNSW, Paris, France", &[]),
            ("ZUST, Hangzhou, China", &["zust"]),
            ("ZUST, Oslo, Norway", &[]),
            // Where the registry gives acronyms, no others are made.
            ("TUEC, Berlin, Germany", &[]),
        ],
    );
}

#[test]
fn the_same_words_in_another_order_are_one_name_or_two() {
    check(
        vec![
            bare("xatu", "Xi'an Technological University"),
            bare("hunan", "Hunan University of Humanities, Science and Technology"),
            bare("xjtu", "Xi'an Jiaotong University"),
            bare("hd", "Heidelberg University Hospital"),
            bare("pnl", "Pacific Northwest Laboratory"),
            placed("njust", "Nanjing University of Science and Technology", &[], "CN", "Nanjing"),
        ],
        &[
            ("Xi'an University of Technology, Xi'an, China", &[]),
            ("Xi'an Technological University, Xi'an, China", &["xatu"]),
            ("Hunan University of Science and Technology", &[]),
            ("Nanjing University of Information Science & Technology, Nanjing, China", &[]),
            ("Nanjing University of Science & Technology, Nanjing, China", &["njust"]),
            ("The First Affiliated Hospital of Xi'an Jiaotong University Xi'an, China", &[]),
            ("University Hospital Heidelberg, Heidelberg, Germany", &["hd"]),
            ("Pacific Northwest National Laboratory, Richland, WA, USA", &["pnl"]),
        ],
    );
}

#[test]
fn what_stands_before_a_name_without_a_comma_may_be_another_name() {
    check(
        vec![
            bare("uva", "University of Amsterdam"),
            bare("usp", "University of São Paulo"),
            bare("leon", "University of León"),
            bare("ms", "University of Muenster"),
            bare("tokyo", "University of Tokyo"),
            bare("ntnu", "Norwegian University of Science and Technology"),
            bare("az", "AstraZeneca"),
            bare("nd", "Notre Dame University"),
            bare("beth", "Beth Israel Medical Center"),
        ],
        &[
            (
                "Department of Dermatology Amsterdam UMC University of Amsterdam, Amsterdam, The Netherlands",
                &["uva"],
            ),
            (
                "School of Dentistry of Ribeirao Preto University of São Paulo, Ribeirao Preto, Brazil",
                &["usp"],
            ),
            (
                "Department of Engineering and Agricultural Sciences Universidad de León  León, 24071 Spain",
                &["leon"],
            ),
            (
                "Westfaelische-Wilhelms-University Münster Von-Esmarch-Str. 56 D-48149 Münster Germany",
                &["ms"],
            ),
            ("Department of Applied Physics, Science University of Tokyo", &[]),
            ("St. Luke's/University of Tokyo, Bethlehem, PA", &["tokyo"]),
            (
                "The Norwegian University of Science and Technology and The Norwegian Public Roads Administration",
                &["ntnu"],
            ),
            ("The University of Notre Dame Australia, Fremantle Campus, Fremantle, Australia", &[]),
            ("Cardiovascular Division, Beth Israel Deaconess Medical Center, Boston, MA, USA", &[]),
            ("Beth Israel Medical Center, New York, NY, USA", &["beth"]),
            ("AstraZeneca UK Ltd., Alderley Park, Macclesfield SK10 4TG, U.K.", &["az"]),
        ],
    );
}

#[test]
fn a_place_right_after_a_university_makes_another_one_of_it() {
    check(
        vec![
            bare("queens", "Queen's University"),
            bare("concordia", "Concordia University"),
            bare("nd", "University of Notre Dame"),
            bare("inv", "University of Inventia"),
            bare("mcgill", "McGill University"),
            bare("purdue", "Purdue University"),
            bare("deakin", "Deakin University"),
            bare("lsu", "Louisiana State University"),
            bare("nchu", "Nanchang University"),
            bare("harvard", "Harvard University"),
            placed("example", "Example State University", &[], "US", "Salem"),
        ],
        &[
            ("School of Physics Queen's University Belfast  University Rd. Belfast BT7 1NN UK", &[]),
            ("Concordia University Wisconsin", &[]),
            ("The University of Notre Dame Australia, Fremantle Campus, Fremantle, Australia", &[]),
            ("University of Inventia Zemblatown, Dept. of Mathematics, Zemblatown, MN, USA", &[]),
            ("Example State University Zemblatown, Dept. of Mathematics, Zemblatown, OR, USA", &[]),
            ("Faculty of Arts, University of Inventia Sarawak Campus, Kuching, Malaysia", &[]),
            // An address without commas, the name of another institution, a subject, the own city.
            (
                "Department of Oncology McGill University Montreal General Hospital 1650 Cedar Ave. Montreal, QC",
                &["mcgill"],
            ),
            ("Human Studies Purdue University  West Lafayette Indiana", &["purdue"]),
            ("Purdue University Northwest, Hammond, IN", &[]),
            ("Deakin University-Psychology; Geelong; Australia", &["deakin"]),
            ("Deakin University-Burwood; Geelong; Australia", &[]),
            ("Department of Physics Louisiana State University Baton Rouge LA", &["lsu"]),
            ("Nanchang University Nanchang 330031 China", &["nchu"]),
            ("University of Notre Dame  USA", &["nd"]),
            ("Harvard Medical School Massachusetts General Hospital Boston, MA 02114", &["harvard"]),
            ("Example State University Salem, Department of Law, Salem, OR, USA", &["example"]),
        ],
    );
}

#[test]
fn a_name_of_another_language_has_its_adjective_behind() {
    let heidelberg =
        Entry { aliases: vec!["Heidelberg University".into()], ..bare("hd", "Universität Heidelberg") };
    let newcastle =
        Entry { aliases: vec!["University of Newcastle".into()], ..bare("ncl", "Newcastle University") };
    check(
        vec![
            bare("para", "Universidade Federal de Inventia"),
            bare("nac", "Universidad Nacional de Zembla"),
            bare("ufscar", "UFSCar"),
            bare("utm", "Universiti Teknologi Malaysia"),
            heidelberg,
            newcastle,
        ],
        &[
            ("Department of Physics, Federal University of Inventia, Brazil", &["para"]),
            ("National University of Zembla, Bogotá, Colombia", &["nac"]),
            ("University of Inventia, Brazil", &[]),
            ("Universidade Federal de São Carlos,  Brazil", &["ufscar"]),
            ("University Technology Malaysia", &["utm"]),
            ("Medical Faculty Mannheim, Heidelberg University , Mannheim , Germany", &["hd"]),
            // "University of Newcastle" turns "Newcastle University" round: Australia has one too.
            ("University of Newcastle, Callaghan, NSW, Australia", &[]),
        ],
    );
}

#[test]
fn a_school_that_a_comma_parts_leaves_its_university_named() {
    check(
        vec![
            bare("jhu", "Johns Hopkins University"),
            bare("som", "Johns Hopkins University School of Medicine"),
            bare("rmit", "School of Applied Sciences RMIT University"),
            bare("hospital", "Inventia University Medical Faculty Hospital"),
            bare("uc", "University of California"),
            bare("ucsf", "University of California, San Francisco"),
        ],
        &[
            ("Johns Hopkins University, School of Medicine, Baltimore, MD", &["jhu", "som"]),
            ("Johns Hopkins University School of Medicine, Baltimore, MD", &["som"]),
            ("University of California, San Francisco, CA", &["ucsf"]),
            ("Centre for Global Research, RMIT University, Australia", &["rmit"]),
            ("Inventia University, Faculty of Education", &[]),
        ],
    );
}

#[test]
fn what_stands_around_a_name_and_is_none() {
    let survey =
        Entry { aliases: vec!["U.S. Geological Survey".into()], ..bare("usgs", "US Geological Survey") };
    check(
        vec![
            survey,
            bare("ki", "Karolinska Institutet"),
            bare("lisbon", "University of Lisbon"),
            bare("life", "Warsaw University of Life Sciences"),
            bare("cqupt", "Chongqing University of Posts and Telecommunications"),
        ],
        &[
            ("b U.S. Geological Survey, Woods Hole, Massachusetts", &["usgs"]),
            ("U. S. Geol. Surv.", &["usgs"]),
            ("Division of Physiotherapy Karolinska Institutet Stockholm Sweden", &["ki"]),
            ("LabMAg–University of Lisbon  Lisbon Portugal", &["lisbon"]),
            ("Warsaw University of Life Sciences Nowoursynowska 159c Warsaw 02-776 Poland", &["life"]),
            (
                "Complex Systems Chongqing University of Posts and Telecommunications  Chongqing China",
                &["cqupt"],
            ),
            ("Warsaw University of Life Sciences Management, Warsaw, Poland", &[]),
        ],
    );
}

#[test]
fn an_acronym_before_another_city_or_in_the_name_of_a_hospital_is_not_meant() {
    check(
        vec![
            placed("ism", "Indian Institute of Technology Dhanbad", &["IIT"], "IN", "Dhanbad"),
            placed("ucla", "University of California, Los Angeles", &["UCLA"], "US", "Los Angeles"),
            placed("carilion", "Carilion Clinic", &[], "US", "Roanoke"),
        ],
        &[
            ("IIT Kharagpur India", &[]),
            ("IIT, Dhanbad, India", &["ism"]),
            ("School of Public Affairs, UCLA, Los Angeles, CA, USA", &["ucla"]),
            ("UCLA Medical Center Los Angeles California", &[]),
            ("Neurology, Carilion Clinic-Virginia Tech school of medicine", &["carilion"]),
        ],
    );
}

#[test]
fn an_acronym_of_several_institutions_is_told_apart_by_place() {
    check(
        vec![
            placed("dk", "University of Southern Denmark", &["SDU"], "DK", "Odense"),
            placed("cn", "Shandong University", &["SDU"], "CN", "Jinan"),
            placed("berkeley", "University of California, Berkeley", &["UC", "UCB"], "US", "Berkeley"),
            placed("cincinnati", "University of Cincinnati", &["UC"], "US", "Cincinnati"),
        ],
        &[
            ("Department of Public Health, SDU, Odense, Denmark", &["dk"]),
            ("SDU, Jinan 250100, China", &["cn"]),
            ("SDU", &[]),
            ("SDU, Oslo, Norway", &[]),
            ("UC", &[]),
            ("UC, USA", &[]),
        ],
    );
}

#[test]
fn words_that_all_share_are_a_name_by_themselves_only() {
    let energy = Entry {
        aliases: vec!["Institute of Technology".into()],
        ..placed("e", "Office of Invented Energy", &[], "US", "Tulsa")
    };
    let technology = Entry {
        aliases: vec!["Technology".into()],
        ..placed("t", "Bureau of Invented Engines", &[], "US", "Salem")
    };
    check(
        vec![energy, technology, placed("vale", "Vale (Brazil)", &[], "BR", "Rio de Janeiro")],
        &[
            ("Vale, Rio de Janeiro, Brazil", &["vale"]),
            ("Universidade Estadual Vale do Acaraú (UVA) in Sobral-CE, Brazil", &[]),
            ("Institute of Technology, Tulsa, OK, USA", &["e"]),
            ("Georgia Institute of Technology, Atlanta, GA 30332, USA", &[]),
            ("Department of Physics, Georgia Institute of Technology", &[]),
        ],
    );
}

#[test]
fn a_dash_between_blanks_of_any_kind_parts_segments() {
    check(
        vec![placed("unlp", "Universidad Nacional de La Plata", &[], "AR", "La Plata")],
        &[(
            "CIDCA (CIC\u{2009}–\u{2009}Facultad de Ciencias Exactas\u{2009}–\u{2009}Universidad Nacional de La Plata), 1900 La Plata, Argentina",
            &["unlp"],
        )],
    );
}

/// The shapes that cost most; each alone must not hold a whole file up.
#[test]
fn no_text_of_a_hundred_thousand_characters_takes_long() {
    let registry = Registry::from_entries(vec![
        placed("cairo", "جامعة القاهرة", &[], "EG", "Cairo"),
        placed("tsinghua", "清华大学", &[], "CN", "Beijing"),
        placed("nust", "National University of Science and Technology", &["NUST"], "PK", "Islamabad"),
        bare("unesp", "UNESP"),
    ]);
    let matcher = Matcher::new(&registry);
    for shape in [
        "a",
        ",",
        "University of ",
        "a;",
        "جامعة القاهرة ",
        "清华大学",
        "NUST ",
        "U S A ",
        "1 ",
        "&",
        "(",
        "a-",
        "e\u{301}",
        "National University of Science and Technology Islamabad Pakistan ",
        "Universidade Estadual ",
        "😀",
        "\u{200b}",
    ] {
        let text = shape.repeat(100_000 / shape.len() + 1);
        let start = std::time::Instant::now();
        matcher.find(&text);
        assert!(start.elapsed().as_secs() < 20, "{shape}: {:?}", start.elapsed());
    }
}
