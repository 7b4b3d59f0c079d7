"""The health officer's work: what is on record about a person, cases, who was there, who is told."""
