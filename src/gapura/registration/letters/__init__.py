"""Letters of application: look into those that arrive, and write those that are asked for."""
