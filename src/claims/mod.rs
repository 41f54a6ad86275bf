//! Floor 7: counts with named denominators.
