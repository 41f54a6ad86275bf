//! Floor 6: rules, rule packs and reviews: findings on papers with their evidence.
