"""What can be done with scanners: register one, join it, shut it out."""
