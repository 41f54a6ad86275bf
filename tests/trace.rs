//! Tests of `trace`.
