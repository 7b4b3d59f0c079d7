"""Check-ins and check-outs as kept: history, occupancy, retention."""
