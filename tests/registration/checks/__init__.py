"""Tests of what is looked at when an application is handed in."""
