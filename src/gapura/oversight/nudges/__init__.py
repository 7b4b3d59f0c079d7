"""Nudges: a place that goes quiet hears of it before any ranking."""
