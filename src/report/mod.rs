//! Floor 8: the HTML report.
