"""What the trail calls what is done about oversight."""

from gapura.audit import words

words.register({})
