"""What is a visitor's by right: a copy of everything kept about them, and its erasure."""
