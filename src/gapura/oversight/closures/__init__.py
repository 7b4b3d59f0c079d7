"""Closures: on which days one place is closed, by its own word."""
