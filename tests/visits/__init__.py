"""Tests of gapura.visits."""
