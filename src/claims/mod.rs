//! Floor 7: the numbers that are printed. A [`Claim`] counts one named set of papers inside another: it can't be made
//! from a number alone, and not from a numerator that stands outside its denominator.

pub mod account;
pub mod audit;
pub mod claim;
pub mod interval;
pub mod set;
pub mod typed;
pub mod uncertain;

pub use account::{Account, AccountSettings, ClaimRule};
pub use claim::{Bound, Claim, ClaimKind};
pub use set::PaperSet;
pub use uncertain::Uncertain;
