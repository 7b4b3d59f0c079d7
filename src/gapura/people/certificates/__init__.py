"""Certificates of other systems: whose are believed, which were called back, and whose evidence they are."""
