"""The visitor's way through real pages in a real Chromium, against a real demo server."""
