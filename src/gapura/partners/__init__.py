"""Other people's apps: linked by a visitor, they check that visitor in and see the colour only."""
