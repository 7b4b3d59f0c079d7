"""What every screen-side feature stands on: encrypted columns and the request's own context."""
