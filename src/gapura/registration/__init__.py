"""From an office's letter of application to a registered place: apply, follow, review, activate, confirm."""
