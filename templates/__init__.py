"""Looks: certificates, pages, and the pure code that draws them."""
