//! Scopus CSV: the three real layouts, and what goes wrong in such files.

use super::*;

#[test]
fn dump() {
    let Ok(name) = std::env::var("DUMP") else { return };
    let Some((read, records)) = read_real(&name) else { return };
    println!("{} rows {} rejects {:?} notes {:?}", read.format, read.rows, reasons(&read), read.notes);
    println!("records {} references {}", records.len(), references(&records));
    for record in &records {
        println!("{record:#?}");
    }
}
