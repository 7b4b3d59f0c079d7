"""What Gapura decides and signs, in plain Python without framework or database."""
