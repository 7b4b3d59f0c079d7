"""The officer at the door."""
