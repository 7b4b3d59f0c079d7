"""Tests of venues, their doors and posters."""
