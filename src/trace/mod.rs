//! Floor 6: from flagged papers downstream: trails, institutions reached, evidence.
