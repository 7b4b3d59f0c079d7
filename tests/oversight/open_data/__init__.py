"""Tests of what everybody may have."""
