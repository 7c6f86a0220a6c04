"""Sentences of problems by area: code -> (HTTP status, Turkish, English). ``muhur/problems.py`` collects them."""
