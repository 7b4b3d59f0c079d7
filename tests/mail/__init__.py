"""Messages: written, carried out, shown and forgotten."""
