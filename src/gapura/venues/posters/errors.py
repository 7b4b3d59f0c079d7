"""What can go wrong with a poster."""


class PosterError(ValueError):
    """The poster cannot be made; the message says why, for who works on it."""


class LongAddressError(PosterError):
    """The address of this deployment is longer than the QR of a poster holds."""
