"""The pages of figures: of the nation, of a region, of one place."""
