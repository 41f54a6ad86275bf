//! Tests of `match`.
