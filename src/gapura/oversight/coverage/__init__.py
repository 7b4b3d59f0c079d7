"""Coverage: how many of the places known to exist are registered, have somebody in charge, and are in use."""
