"""Visitors: sign-in by one-time code, devices, identity, evidence, corrections."""
