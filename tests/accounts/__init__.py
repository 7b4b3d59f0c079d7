"""Staff accounts: roles, regions, second factor, and who may open which page."""
