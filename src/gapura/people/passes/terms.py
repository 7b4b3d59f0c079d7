"""How long passes are good."""

from datetime import timedelta

ON_PHONE = timedelta(hours=12)
"""A phone's pass may be shown this long without asking the server again."""

ON_PAGE = timedelta(seconds=60)
PAPER_DAYS = (1, 7, 30, 90)
LONGEST = timedelta(days=PAPER_DAYS[-1])
