"""Tests of the `gapura` command."""
