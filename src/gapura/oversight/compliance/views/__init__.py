"""Pages about compliance outside rankings."""
