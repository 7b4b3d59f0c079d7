"""What can go wrong with a poster."""


class PosterError(ValueError):
    """The poster cannot be made; the message says why, for whoever asked for it."""
