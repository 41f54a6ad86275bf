//! Floor 5: communities of a graph.
