//! Tests of `flag`.
