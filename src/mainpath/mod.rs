//! Floor 5: search path counts and main paths.
