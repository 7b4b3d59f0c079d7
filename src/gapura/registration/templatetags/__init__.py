"""Pieces of registration's pages."""
