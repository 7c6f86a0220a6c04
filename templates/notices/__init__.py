"""The wording of notices."""
