"""The page behind the link that completes a registration."""
