"""Credentials in other forms than the JWT: examined like it."""
