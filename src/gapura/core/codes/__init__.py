"""The short signed texts Gapura hands out and reads back: venue codes, tokens, proofs, identity numbers."""
