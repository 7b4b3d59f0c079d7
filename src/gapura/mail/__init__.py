"""Every message to a person as a row with its delivery state."""
