"""Tests of regions and where they lie."""
