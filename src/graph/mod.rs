//! Floor 4: compressed sparse rows, building them from edge tables, projections, and petgraph's traits over them.

pub mod csr;

pub use csr::Graph;
