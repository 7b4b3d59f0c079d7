"""Pages of rankings and warnings."""
