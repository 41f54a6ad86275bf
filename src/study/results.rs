//! Everything that a run has found, for those who write and draw it.

use std::collections::BTreeSet;

use hashbrown::HashSet;

use super::bounds::WithoutUncertain;
use super::rankings::Ranked;
use super::settings::Study;
use crate::claims::Account;
use crate::corpus::Corpus;
use crate::corpus::ingest::IngestReport;
use crate::figures::Caption;
use crate::flags::outcome::Status;
use crate::flags::{Flagged, Reviewed};
use crate::ids::PaperId;
use crate::places::WatchMatcher;
use crate::trace::CorpusTrace;
use crate::trace::base_rates::BaseRates;
use crate::trace::null_model::NullModel;

/// What the stages of a run have found.
pub(super) struct Results<'a> {
    pub(super) study: &'a Study,
    pub(super) corpus: &'a Corpus,
    pub(super) report: &'a IngestReport,
    pub(super) flagged: &'a Flagged,
    pub(super) reviewed: Option<&'a Reviewed>,
    pub(super) account: &'a Account,
    pub(super) matcher: &'a WatchMatcher,
    pub(super) traced: Option<&'a CorpusTrace<'a>>,
    pub(super) base_rates: Option<&'a BaseRates>,
    pub(super) null_model: Option<&'a NullModel>,
    pub(super) without_uncertain: Option<&'a WithoutUncertain>,
    pub(super) ranked: &'a [Ranked],
    pub(super) seed: u64,
}

impl Results<'_> {
    /// The words about a figure; `of` names the base that counts `n`.
    pub(super) fn caption(&self, title: &str, of: &str, n: usize) -> Caption {
        let synthetic = if self.study.synthetic { "Synthetic records. " } else { "" };
        let as_of = self.study.as_of().map_or(String::new(), |date| format!(", records up to {date}"));
        Caption {
            title: title.to_string(),
            base: format!("{synthetic}Base: N = {n} {of}."),
            source: format!("Study {}{as_of}; citetrace {}", self.study.name, env!("CARGO_PKG_VERSION")),
        }
    }

    /// The classes into which the selected papers fall, the gravest first.
    pub(super) fn classes(&self) -> &'static [&'static str] {
        if self.reviewed.is_some() {
            &["suspected", "undecided", "dismissed", "no candidate"]
        } else {
            &["candidate", "no candidate"]
        }
    }

    /// The class of a selected paper, as a place in [`Results::classes`].
    pub(super) fn class_of(&self, paper: PaperId) -> usize {
        let Some(reviewed) = self.reviewed else {
            return usize::from(self.flagged.candidates.binary_search(&paper).is_err());
        };
        match reviewed.outcomes.binary_search_by_key(&paper, |outcome| outcome.paper) {
            Ok(at) => match reviewed.outcomes[at].status {
                Status::Suspected => 0,
                Status::Undecided => 1,
                Status::Dismissed => 2,
            },
            Err(_) => 3,
        }
    }

    /// The registry's ids of the institutions that the study's watch lists list at whatever time.
    pub(super) fn ever_listed(&self) -> HashSet<&str> {
        self.corpus.ever_listed(self.matcher)
    }

    /// The cautions of the rule packs that the study uses, each once.
    pub(super) fn cautions(&self) -> Vec<String> {
        let cautions: BTreeSet<String> = self
            .study
            .resources
            .packs
            .values()
            .map(|pack| format!("{}: {}", pack.title, pack.caution))
            .collect();
        cautions.into_iter().collect()
    }
}
