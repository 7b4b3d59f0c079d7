"""What visitors do about themselves: sign in, say who they are, sign out, ask for a correction."""
