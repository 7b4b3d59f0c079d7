"""Tests of letters: those that arrive and those that Gapura writes."""
