"""Registries send evidence, and learn nothing by it."""
