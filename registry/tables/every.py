"""All tables of the registry in one metadata."""

from registry.tables import (
    access,
    chambers,
    documents,
    inherited,
    log,
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
    "log",
    "members",
    "metadata",
    "requests",
    "sealing",
    "signing_in",
    "training",
]
