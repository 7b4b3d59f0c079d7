"""Pages as a browser gets them, in a small named world."""
