"""Gapura: QR check-in and health screening at the doors of public buildings."""

__version__ = "0.1.0"
