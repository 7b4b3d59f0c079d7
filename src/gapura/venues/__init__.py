"""Places and their doors, codes, posters and the people in charge of them."""
