"""What can be done with applications, one function for each business step."""
