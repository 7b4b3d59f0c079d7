"""An office applies: a form in steps, kept as a draft until it is sent."""
