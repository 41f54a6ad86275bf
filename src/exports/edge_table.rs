//! Edge tables: `source, target, weight` by key, as every `--edges` of this program reads them, and beside them the
//! nodes: `net.csv` and `net.nodes.csv`, `net.parquet` and `net.nodes.parquet`.

use std::path::{Path, PathBuf};

use polars::prelude::{Column, DataFrame, NamedFrom as _, PolarsResult, Series};

use super::{ExportNetwork, Format, beside};
use crate::corpus::tables::write_table;
use crate::error::{Error, Result};

/// CSV.
pub(super) struct Csv;

/// Parquet.
pub(super) struct Parquet;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn check_path(&self, path: &Path) -> Result<()> {
        check_ending(path, "csv")
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        write_both(network, path, "csv")
    }
}

impl Format for Parquet {
    fn name(&self) -> &'static str {
        "parquet"
    }

    fn check_path(&self, path: &Path) -> Result<()> {
        check_ending(path, "parquet")
    }

    fn write(&self, network: &ExportNetwork, path: &Path) -> Result<Vec<PathBuf>> {
        write_both(network, path, "parquet")
    }
}

fn check_ending(path: &Path, ending: &str) -> Result<()> {
    if path.extension().is_none_or(|e| e != ending) {
        return Err(Error::argument(
            format!("`{}` does not end in .{ending}", path.display()),
            format!("name the file with the ending .{ending}"),
        ));
    }
    Ok(())
}

fn write_both(network: &ExportNetwork, path: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    check_ending(path, ending)?;
    let nodes_path = beside(path, "nodes", ending);
    write_table(&mut edges(network).map_err(Error::table(path))?, path)?;
    write_table(&mut nodes(network).map_err(Error::table(&nodes_path))?, &nodes_path)?;
    Ok(vec![path.to_path_buf(), nodes_path])
}

fn edges(network: &ExportNetwork) -> PolarsResult<DataFrame> {
    let key = |node: u32| network.nodes[node as usize].key.as_str();
    let sources: Vec<&str> = network.edges.iter().map(|e| key(e.source)).collect();
    let targets: Vec<&str> = network.edges.iter().map(|e| key(e.target)).collect();
    let weights: Vec<f64> = network.edges.iter().map(|e| e.weight).collect();
    let columns = vec![
        Column::from(Series::new("source".into(), sources)),
        Column::from(Series::new("target".into(), targets)),
        Column::from(Series::new("weight".into(), weights)),
    ];
    DataFrame::new(network.edges.len(), columns)
}

fn nodes(network: &ExportNetwork) -> PolarsResult<DataFrame> {
    let nodes = &network.nodes;
    let keys: Vec<&str> = nodes.iter().map(|n| n.key.as_str()).collect();
    let labels: Vec<&str> = nodes.iter().map(|n| n.label.as_str()).collect();
    let countries: Vec<Option<&str>> = nodes.iter().map(|n| n.country.as_deref()).collect();
    let years: Vec<Option<i16>> = nodes.iter().map(|n| n.year).collect();
    let papers: Vec<u32> = nodes.iter().map(|n| n.papers).collect();
    let columns = vec![
        Column::from(Series::new("node".into(), keys)),
        Column::from(Series::new("label".into(), labels)),
        Column::from(Series::new("country".into(), countries)),
        Column::from(Series::new("year".into(), years)),
        Column::from(Series::new("papers".into(), papers)),
    ];
    DataFrame::new(nodes.len(), columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::tables::read_parquet;
    use crate::exports::sample::{self, written};

    #[test]
    fn the_sample_is_written() {
        let files = written("csv", "n.csv");
        insta::assert_snapshot!(files[0], @r#"
        source,target,weight
        0,2,1
        2,0,0.5
        2,1,2.25
        "#);
        insta::assert_snapshot!(format!("{:?}", files[1]), @r#""node,label,country,year,papers\n0,Panels,KP,2017,1\n1,\"'=cmd|'/c calc'!A1 </label><script>\"\"x\"\" & y\n\tz\u{1}\\\",CN,,2\n2,Übersicht 김,,2018,3\n3,Panels,,,0\n""#);
    }

    #[test]
    fn parquet_holds_what_csv_holds() {
        let folder = tempfile::tempdir().unwrap();
        let files = Parquet.write(&sample::network(), &folder.path().join("n.parquet")).unwrap();
        let (edges, nodes) = (read_parquet(&files[0]).unwrap(), read_parquet(&files[1]).unwrap());
        assert_eq!((edges.height(), nodes.height()), (3, 4));
        assert_eq!(nodes.column("label").unwrap().str().unwrap().get(1), Some(sample::HOSTILE));
        assert_eq!(files[1].file_name().unwrap(), "n.nodes.parquet");
    }

    #[test]
    fn another_ending_is_refused() {
        let error = Csv.write(&sample::network(), Path::new("n.txt")).unwrap_err();
        insta::assert_snapshot!(error, @"`n.txt` does not end in .csv; name the file with the ending .csv");
    }
}
