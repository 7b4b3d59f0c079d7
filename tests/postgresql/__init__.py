"""Django's PostgreSQL backend for tests, which run as the application's role and tidy up as the owner."""
