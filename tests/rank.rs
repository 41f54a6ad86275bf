//! Tests of `rank`.
