"""All tables of the registry in one metadata."""

from registry.tables import (
    access,
    chambers,
    documents,
    inherited,
    members,
    requests,
    sealing,
    signing_in,
    training,
)
from registry.tables.base import metadata

__all__ = [
    "access",
    "chambers",
    "documents",
    "inherited",
    "members",
    "metadata",
    "requests",
    "sealing",
    "signing_in",
    "training",
]
