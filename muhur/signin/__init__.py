"""Signing in: who is calling, proved by password, passkey, mailed link or an OpenID provider."""
