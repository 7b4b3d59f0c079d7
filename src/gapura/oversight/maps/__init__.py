"""A region drawn as its parts: a map where their outlines are known, tiles where not."""

from gapura.oversight.maps.drawing import Part, region_map

__all__ = ["Part", "region_map"]
