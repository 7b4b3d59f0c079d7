"""Pages at a door and afterwards."""
