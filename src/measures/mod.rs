//! Floor 5: one file a measure; a measure knows a graph and nothing of papers.
