"""The coordinator's place: apply for others, see who is stuck, help, and report."""
