"""Tests of what Gapura decides and signs."""
