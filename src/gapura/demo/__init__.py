"""The demo: Gianyar's 189 offices, invented people, and a day of their visits."""
