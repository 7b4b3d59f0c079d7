"""The trail: who did what to what, when and why, append-only."""
