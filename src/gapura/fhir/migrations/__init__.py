"""Changes of the tables of what registries sent."""
