"""Tests of registration: applications, letters, checks and their screens."""
