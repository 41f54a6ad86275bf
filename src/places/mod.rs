//! Floor 2: from a text to who and where: countries, institutions (registry), funders, watch lists.
