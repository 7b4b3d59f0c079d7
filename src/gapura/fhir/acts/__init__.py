"""What a registry does with its resources, and what becomes of them."""
