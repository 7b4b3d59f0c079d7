"""Which rule set is in force where: pins by an authority over the dated files."""
