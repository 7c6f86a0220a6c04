"""Records of signing keys (public halves) and trust bundles."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.chamber import SigningKey
from registry.tables.chambers import installation, signing_keys, trust_bundles


def _key(row: Row[Any]) -> SigningKey:
    return SigningKey(
        row.kid,
        row.owner_slug,
        row.purpose,
        dict(row.jwk),
        row.signer_uri,
        row.valid_from,
        row.valid_until,
        row.state,
        row.compromised_since,
        row.compromised_log_size,
    )


class TrustRecords:
    """Keys and the signed statements about them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_key(self, one: SigningKey) -> None:
        """Record a key; the private half stays where its URI says."""
        self._connection.execute(
            signing_keys.insert(),
            {
                "kid": one.kid,
                "owner_slug": one.owner_slug,
                "purpose": one.purpose,
                "jwk": one.jwk,
                "signer_uri": one.signer_uri,
                "valid_from": one.valid_from,
                "valid_until": one.valid_until,
                "state": one.state,
                "compromised_since": one.compromised_since,
                "compromised_log_size": one.compromised_log_size,
            },
        )

    def lock(self) -> None:
        """Hold the installation's row until the transaction ends: of two who make the same key, one waits."""
        self._connection.execute(sa.select(installation).with_for_update()).all()

    def signing_keys(self) -> list[SigningKey]:
        """All keys, oldest first."""
        chosen = sa.select(signing_keys).order_by(signing_keys.c.owner_slug, signing_keys.c.valid_from)
        return [_key(row) for row in self._connection.execute(chosen)]

    def add_bundle(self, compact: str, issued_at: datetime) -> int:
        """Store a signed bundle as the newest; returns its version."""
        version = (self.bundle_version() or 0) + 1
        self._connection.execute(
            trust_bundles.insert(), {"version": version, "compact": compact, "issued_at": issued_at}
        )
        return version

    def bundle_version(self) -> int | None:
        """Version of the newest bundle, or None."""
        return self._connection.execute(sa.select(sa.func.max(trust_bundles.c.version))).scalar()

    def newest_bundle(self) -> tuple[int, str, datetime] | None:
        """Version, compact JWS and time of the newest bundle, or None."""
        chosen = sa.select(trust_bundles).order_by(trust_bundles.c.version.desc()).limit(1)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else (row.version, row.compact, row.issued_at)
