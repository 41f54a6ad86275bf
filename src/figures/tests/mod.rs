//! Tests of all figures: what must hold for each, synthetic data small to large and hostile, and any data at all.

mod checks;
mod properties;
mod samples;
