"""Charts drawn by the server as SVG, each beside the table and the sentence that say the same."""
