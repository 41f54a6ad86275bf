//! Preprints and their articles by what records state: Crossref's `is-preprint-of`, `has-preprint`, `is-version-of`.

use hashbrown::HashMap;

use super::keys::{Keys, Related};

/// The records that are a preprint and its article because one of them says so: preprint, article. A version of a work is
/// tied to it only where one of the two is a preprint. Time: linear.
pub(super) fn declared(keys: &[Keys], order: &[usize]) -> Vec<(usize, usize)> {
    let mut of_doi: HashMap<&str, Vec<usize>> = HashMap::new();
    let wanted: hashbrown::HashSet<&str> =
        keys.iter().flat_map(|key| &key.related).map(|(_, doi)| doi.as_str()).collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    for &record in order {
        if let Some(doi) = keys[record].doi.as_deref().filter(|doi| wanted.contains(doi)) {
            of_doi.entry(doi).or_default().push(record);
        }
    }
    let mut pairs = Vec::new();
    for &record in order {
        for (related, doi) in &keys[record].related {
            for &other in of_doi.get(doi.as_str()).into_iter().flatten().filter(|&&other| other != record) {
                match related {
                    Related::Article => pairs.push((record, other)),
                    Related::Preprint => pairs.push((other, record)),
                    Related::Version if keys[record].preprint && !keys[other].preprint => {
                        pairs.push((record, other));
                    }
                    Related::Version if keys[other].preprint && !keys[record].preprint => {
                        pairs.push((other, record));
                    }
                    Related::Version => {}
                }
            }
        }
    }
    pairs
}
