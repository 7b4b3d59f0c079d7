"""The officer at the door: devices that scan, what was done with them, and the day without a network."""
