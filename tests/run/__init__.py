"""Tests of `./run`, in copies of the tree."""
