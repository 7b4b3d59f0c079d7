"""The days of a week as opening hours name them, Monday first."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
