"""Pages on which visitors sign in and see to their own data."""
