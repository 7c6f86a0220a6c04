"""Signed forms beside the envelope: proofs inside JSON and SD-JWT."""
