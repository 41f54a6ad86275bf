//! Floor 1: one file an export format: bytes to records; recognising a format; rejects; compressed input.

pub mod record;
