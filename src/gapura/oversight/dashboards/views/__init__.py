"""Pages of figures, what moves on them, and the health office's form."""
