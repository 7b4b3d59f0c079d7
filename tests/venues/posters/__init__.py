"""Tests of posters and their QR codes."""
