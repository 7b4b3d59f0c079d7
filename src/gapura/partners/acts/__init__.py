"""What happens to partners and to visitors' links with them."""
