//! Floor 8: one file a graph format.
