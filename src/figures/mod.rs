//! Floor 8: one file a figure over a shared canvas, layout, labels and palette.
