"""Provinces, regencies, kecamatan and villages, by their official codes."""
