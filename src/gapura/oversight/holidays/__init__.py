"""Holidays: on which days the places of a region are closed."""
