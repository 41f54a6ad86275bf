//! Floor 2: from a text to who and where: countries, institutions (registry), funders, watch lists.

pub mod awards;
pub mod countries;
pub mod country_code;
mod country_evidence;
mod country_names;
#[cfg(test)]
mod country_tests;
mod email;
pub mod funders;
pub mod matched;
pub mod matching;
mod postal_codes;
pub mod registry;
pub mod review;
pub mod text;
pub mod watch;

// The tables of this room are CSV files that users write.
use crate::sources::user_csv as table;

pub use countries::{Countries, CountryMatch};
pub use country_code::CountryCode;
pub use funders::{Funder, FunderMatch, Funders};
pub use matching::{Found, InstitutionMatch, Matcher};
pub use registry::{Entry, Registry};
pub use watch::{Status, WatchEntry, WatchList, WatchMatcher};
