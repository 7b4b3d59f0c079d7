"""What is a visitor's by right."""
