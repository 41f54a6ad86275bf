//! Floor 9: the study file (TOML), the pipeline that runs it, the manifest of what went in and came out.
