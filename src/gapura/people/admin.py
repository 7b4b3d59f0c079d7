"""What the administration shows of this app, where Django looks for it."""

from gapura.people.certificates.admin import RevocationAdmin, TrustedKeyAdmin

__all__ = ["RevocationAdmin", "TrustedKeyAdmin"]
