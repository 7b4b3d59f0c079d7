"""Tests of the figures that authorities see of their places."""
