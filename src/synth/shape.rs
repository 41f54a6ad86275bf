//! How many papers of each class: the shape of the model case, in proportion for other sizes.

use crate::error::{Error, Result};

/// What to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many records (rows over all files, duplicates counted).
    pub records: usize,
    /// Same seed and size, same bytes.
    pub seed: u64,
}

impl Settings {
    /// The records of the demonstration.
    pub const RECORDS: usize = 9_000;
    /// The fewest records that can hold every class of paper.
    pub const FEWEST: usize = 300;
    /// The most: ids are made of six digits.
    pub const MOST: usize = 900_000;
}

impl Default for Settings {
    fn default() -> Self {
        Self { records: Self::RECORDS, seed: 1 }
    }
}

/// The number of papers of each class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Rows of all files.
    pub(super) records: usize,
    /// Rows that repeat a paper of another file.
    pub(super) duplicates: usize,
    /// Of those, rows that break off and can't be read: no paper is lost by them.
    pub(super) cut: usize,
    /// Inside the window, institutions in KP and elsewhere.
    pub(super) joint: usize,
    /// Of those, in a field of the rule pack.
    pub(super) candidates: usize,
    /// Of those, suspected by the majority of the reviewers.
    pub(super) suspected: usize,
    /// Of those, with an institution in China.
    pub(super) suspected_cn: usize,
    /// Of the suspected, paid by a Chinese state funder.
    pub(super) suspected_state_funded: usize,
    /// Of the suspected, about cracks in composites, 2017 to 2019.
    pub(super) composites: usize,
    /// Joint papers before the window and after it.
    pub(super) joint_before: usize,
    pub(super) joint_after: usize,
    /// Papers of institutions in KP alone, of any date.
    pub(super) kp_only: usize,
    /// Papers of watch-listed laboratories.
    pub(super) laboratory: usize,
}

impl Shape {
    pub(super) fn new(settings: &Settings) -> Result<Self> {
        let records = settings.records;
        if !(Settings::FEWEST..=Settings::MOST).contains(&records) {
            return Err(Error::argument(
                format!("a synthetic bibliography of {records} records can't be made"),
                format!("ask for {} to {} records", Settings::FEWEST, Settings::MOST),
            ));
        }
        // Each class keeps its share of the demonstration's 9,000 records, and at least what its traps need.
        let share = |of_demo: usize, least: usize| (of_demo * records / Settings::RECORDS).max(least);
        Ok(Self {
            records,
            duplicates: share(150, 8),
            cut: 2,
            joint: share(657, 40),
            candidates: share(190, 20),
            suspected: share(110, 14),
            suspected_cn: share(94, 10),
            suspected_state_funded: share(67, 6),
            composites: share(9, 1),
            joint_before: share(180, 6),
            joint_after: share(48, 4),
            kp_only: share(160, 10),
            laboratory: share(66, 24),
        })
    }

    /// Papers of no special class.
    pub(super) fn background(&self) -> usize {
        let special = self.joint + self.joint_before + self.joint_after + self.kp_only + self.laboratory;
        self.records - self.duplicates - special
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_has_the_numbers_of_the_model_case() {
        let shape = Shape::new(&Settings::default()).unwrap();
        let numbers = [shape.joint, shape.candidates, shape.suspected, shape.suspected_cn];
        assert_eq!(numbers, [657, 190, 110, 94]);
        assert_eq!((shape.suspected_state_funded, shape.composites), (67, 9));
    }

    #[test]
    fn every_size_has_every_class_and_sums_up() {
        for records in [300, 301, 450, 1_000, 9_000, 30_000] {
            let shape = Shape::new(&Settings { records, seed: 1 }).unwrap();
            assert!(shape.background() > records / 3, "{shape:?}");
            assert!(shape.composites < shape.suspected_cn && shape.suspected_cn < shape.suspected);
            assert!(shape.suspected < shape.candidates && shape.candidates < shape.joint, "{shape:?}");
        }
        assert!(Shape::new(&Settings { records: 299, seed: 1 }).is_err());
    }
}
