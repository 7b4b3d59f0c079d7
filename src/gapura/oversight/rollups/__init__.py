"""Counts of visits by place and region, hour and day: cheap to read, and kept when the visits are gone."""
