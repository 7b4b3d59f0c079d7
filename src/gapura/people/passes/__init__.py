"""Passes that people carry, on a phone or on paper: issued, shown, printed, withdrawn, published."""
