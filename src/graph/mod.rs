//! Floor 4: compressed sparse rows, building them from edge tables, projections, and petgraph's traits over them.

pub(crate) mod ascending;
mod build;
pub mod csr;
pub mod edges;
pub(crate) mod levels;
pub mod names;
pub mod networks;
pub mod node_list;
mod pajek;
mod parquet;
mod part;
pub mod projections;
pub mod reorder;
mod rows;
pub mod search;
pub mod slices;
pub mod strong;
pub mod traits;
pub mod weak;

pub use csr::Graph;
pub use edges::EdgeTable;
pub use networks::{Counting, Network, NetworkName};
pub use slices::Slice;
