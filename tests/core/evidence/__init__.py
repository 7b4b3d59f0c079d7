"""Tests of evidence from and to JSON."""
