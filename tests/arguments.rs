//! What can be judged from the arguments alone is refused before a file is read: exit code 2, the remedy, nothing written.

use std::fs;

use crate::support::citetrace;

/// The arguments name files that are not there, so that a command that read one first would say so with exit code 1.
fn refused(arguments: &str, words: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = citetrace();
    command.current_dir(folder.path()).args(arguments.split_whitespace());
    let done = command.assert().code(2);
    let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
    assert!(said.contains(words), "{arguments}: {said}");
    assert!(!said.contains("No such file"), "{arguments}: {said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{arguments} left something");
}

#[test]
fn numbers_are_numbers() {
    const WHOLE: &str = "write a whole number from 0 up, in digits";
    for (command, option) in [
        ("cluster --edges no.csv --out c.csv", "--seeds"),
        ("cluster --edges no.csv --out c.csv", "--seed"),
        ("cluster --edges no.csv --out c.csv", "--threads"),
        ("cluster no --network cocitation --out c.csv", "--threshold"),
        ("rank --edges no.csv --measure betweenness --out r.csv", "--samples"),
        ("rank no --measure disruption --out r.csv", "--years"),
        ("mainpath --edges no.csv --out m", "--key-routes"),
        ("trace --edges no.csv --no-time --seeds no.txt --out t", "--hops"),
        ("trace no --seeds no.txt --out t", "--controls"),
        ("describe no", "--top"),
        ("describe no --curves c", "--burst-states"),
        ("draw no --figure network --out f.svg", "--most"),
        ("synth --out s", "--records"),
        ("synth --graph --out g.csv", "--papers"),
        ("synth --graph --out g.csv", "--citations"),
    ] {
        for value in ["-1", "1.5", "many"] {
            refused(&format!("{command} {option} {value}"), WHOLE);
        }
        refused(&format!("{command} {option} 99999999999999999999"), "the number is too large");
    }
    for (command, option) in [
        ("cluster --edges no.csv --out c.csv", "--resolution"),
        ("rank --edges no.csv --measure pagerank --out r.csv", "--damping"),
        ("rank --edges no.csv --measure katz --out r.csv", "--alpha"),
        ("rank --edges no.csv --measure harmonic --out r.csv", "--error"),
        ("mainpath --edges no.csv --out m", "--tolerance"),
        ("describe no --curves c", "--burst-scale"),
        ("describe no --curves c", "--burst-gamma"),
        ("synth --graph --out g.csv", "--cyclic"),
    ] {
        refused(&format!("{command} {option} many"), "write a number, as 0.5");
        for value in ["nan", "-1", "inf"] {
            refused(&format!("{command} {option} {value}"), "give ");
        }
    }
    for value in ["-1", "nan", "2", "many"] {
        refused(
            &format!("match no.csv --registry no.csv --out m.csv --least-score {value}"),
            "write a number from 0 to 1",
        );
    }
}

#[test]
fn settings_without_an_answer_are_refused_before_anything_is_read() {
    for (arguments, words) in [
        ("cluster --edges no.csv --out c.csv --resolution 0", "give `--resolution` a number above 0"),
        ("cluster --edges no.csv --out c.csv --seeds 0", "give `--seeds` 1 or more"),
        ("cluster --edges no.csv --out c.csv --threads 0", "give 1 or more"),
        ("cluster --edges no.csv --out c.csv --threads 1000000", "one for each core"),
        ("cluster --edges no.csv --out c.csv --threshold 2", "leave them out"),
        ("cluster no --out c.csv --threshold 2", "choose another network"),
        ("cluster no --network coupling --out c.csv --threshold 0", "give 2 or more"),
        ("cluster no --out c.csv --since 2020 --until 2019", "give `--since` a date before"),
        ("cluster no --out c.csv --since soon", "YYYY-MM-DD"),
        ("rank --edges no.csv --measure pagerank --out r.csv --damping 1", "a share below 1"),
        ("rank --edges no.csv --measure betweenness --out r.csv --samples 0", "give `--samples` 2 or more"),
        ("rank --edges no.csv --measure betweenness --out r.csv --error 0", "give `--error`"),
        ("rank --edges no.csv --measure disruption --out r.csv --years 5", "--nodes FILE"),
        ("rank no --network authors --measure disruption --out r.csv --years 5", "leave `--years` out"),
        ("rank --edges no.csv --measure h_index --out r.csv", "give a corpus"),
        ("rank no --measure pagerank --weights --out r.csv", "leave `--weights` out"),
        ("mainpath --edges no.csv --out m --tolerance 1", "give `--tolerance` as a share"),
        ("mainpath --edges no.csv --out m --key-routes 0", "give `--key-routes` 1 or more"),
        ("mainpath no --network coauthors --out m", "choose the citation network"),
        ("trace --edges no.csv --no-time --seeds no.txt --out t --hops 0", "give `--hops` 1 or more"),
        ("trace no --seeds no.txt --out t --hops 0", "give `--hops` 1 or more"),
        ("trace --edges no.csv --seeds no.txt --out t", "give dates with --nodes FILE"),
        ("synth --out s --records 0", "ask for 300"),
        ("synth --graph --out g.csv --papers 1", "ask for 2"),
        ("describe no --curves c --burst-states 0", "give 2 states or more"),
    ] {
        refused(arguments, words);
    }
}

#[test]
fn a_place_where_nothing_can_be_written_is_refused_before_anything_is_read() {
    for (arguments, words) in [
        ("cluster --edges no.csv --out c.txt", "one of the two endings"),
        ("rank --edges no.csv --measure core --out r", "one of the two endings"),
        ("match no.csv --registry no.csv --out m.csv --review m.csv", "give each a file of its own"),
        ("review no --study no.toml --out r.csv --log r.csv", "give each a file of its own"),
        ("export no --network citation --format csv --out n.txt", "name the file with the ending .csv"),
        ("export no --network citation --format parquet --out n.csv", "the ending .parquet"),
        ("draw no.csv --figure network --out f.gif", "one of the three endings"),
        ("flag no --study no.toml --out f", "one of the two endings"),
        ("check no.csv --known no.csv --out c", "one of the two endings"),
        ("synth --graph --out g.net", "one of the three endings"),
    ] {
        refused(arguments, words);
    }
    // A file where the folder is to stand.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("out"), "mine").unwrap();
    for arguments in [
        "trace no --seeds no.txt --out out",
        "trace --edges no.csv --no-time --seeds no.txt --out out",
        "mainpath --edges no.csv --out out",
        "ingest no.csv --out out",
    ] {
        let mut command = citetrace();
        let done = command.current_dir(folder.path()).args(arguments.split_whitespace()).assert().code(2);
        assert!(
            String::from_utf8_lossy(&done.get_output().stderr).contains("`out` is a file"),
            "{arguments}"
        );
        assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap(), "mine");
    }
}

/// What is read second is looked for before what is read first.
#[test]
fn a_small_file_that_is_not_there_is_told_before_a_large_one_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["e.csv", "strings.csv", "registry.csv", "nodes.csv"] {
        fs::write(folder.path().join(file), "nothing of use\n").unwrap();
    }
    for arguments in [
        "rank --edges e.csv --measure personalized_pagerank --restart no.txt --out r.csv",
        "rank --edges e.csv --nodes no.txt --measure core --out r.csv",
        "cluster --edges e.csv --nodes no.txt --out c.csv",
        "mainpath --edges e.csv --nodes no.txt --out m",
        "mainpath --edges e.csv --from no.txt --out m",
        "mainpath --edges e.csv --to no.txt --out m",
        "trace --edges e.csv --nodes nodes.csv --seeds no.txt --out t",
        "trace --edges e.csv --nodes no.txt --seeds nodes.csv --out t",
        "trace e.csv --seeds no.txt --out t",
        "match strings.csv --registry no.txt --out m.csv",
        "match strings.csv --registry registry.csv --watch-list no.txt --out m.csv",
        "match strings.csv --registry registry.csv --overrides no.txt --out m.csv",
    ] {
        let done = citetrace().current_dir(folder.path()).args(arguments.split_whitespace()).assert().code(1);
        let said = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(said.contains("citetrace: no.txt: could not open"), "{arguments}: {said}");
    }
}
