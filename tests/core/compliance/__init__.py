"""Tests of the compliance metric."""
