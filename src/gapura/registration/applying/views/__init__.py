"""The pages of whoever applies."""
