//! Floor 4: compressed sparse rows, building them from edge tables, projections, and petgraph's traits over them.

pub mod csr;
pub mod edges;
pub mod names;
pub mod node_list;
mod pajek;
mod table;

pub use csr::Graph;
pub use edges::EdgeTable;
