"""Visitors and what they do about themselves, in a small named world."""
