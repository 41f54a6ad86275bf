//! Tests of `mainpath`.
