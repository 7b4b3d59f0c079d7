"""What happens to accounts that other parts of Gapura wait for."""

from django.dispatch import Signal

account_ready = Signal()
"""An invited account has its second factor for the first time; sent once, inside that transaction, with
`user`. A listener that raises undoes the setting up, so that the person tries again."""

password_forgotten = Signal()
"""Somebody asked for a new password, inside that transaction, with `user`, `link`, for how many `hours` and
`until` when it is good in the owner's zone, and `by`. What sends messages listens, for accounts know nothing
of it."""
