"""The refusal of everything about signing in."""

from registry.refusal import Refusal


class SignInRefused(Refusal):
    """Somebody is not who they say, or a password, code or key of theirs does not do."""
