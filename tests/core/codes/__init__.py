"""Tests of venue codes, tokens, proofs and identity numbers."""
