"""A day of visits, played against a running server or written straight into a past day."""
