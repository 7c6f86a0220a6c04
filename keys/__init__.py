"""Secrets and trust: envelopes, the keyring, the trust bundle, the vault."""
