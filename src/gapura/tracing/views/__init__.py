"""The health officer's pages, and what a visitor sees of them."""
