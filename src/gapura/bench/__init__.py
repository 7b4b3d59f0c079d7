"""The load generator: what a check-in costs, beside the same server's empty answer."""
