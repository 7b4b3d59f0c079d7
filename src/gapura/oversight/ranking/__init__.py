"""Rankings both ways: drafted, heard, published, archived; and warnings."""
