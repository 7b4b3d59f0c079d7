"""Compliance of the places of a region: read, measured, and told step by step."""
