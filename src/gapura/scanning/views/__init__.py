"""Pages and files at the door."""
