"""Words for what this app keeps as codes."""
