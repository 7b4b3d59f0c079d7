"""What the administration shows of this app, where Django looks for it."""

from gapura.people.certificates.admin import TrustedKeyAdmin

__all__ = ["TrustedKeyAdmin"]
