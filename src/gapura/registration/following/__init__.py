"""Whoever applied follows the application: with its number and the e-mail address, without an account."""
