"""Badges: a document as a round picture, for profiles and pages of other sites."""
