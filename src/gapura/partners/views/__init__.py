"""Pages on which visitors link apps, and addresses on which apps get their tokens."""
