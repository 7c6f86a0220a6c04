"""Leases: of several workers on one register, one does a job at a time.

PostgreSQL holds a lease as an advisory lock of a transaction, on a connection outside the pool; SQLite as a lock
on a file beside the database. Both end with the process that held them.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Engine


@contextmanager
def lease(engine: Engine, name: str) -> Iterator[bool]:
    """True while this process alone holds ``name``; False if another one does."""
    if engine.dialect.name == "sqlite":
        with _file_lease(f"{engine.url.database}-lease-{name}") as held:
            yield held
        return
    number = int.from_bytes(hashlib.sha256(f"muhur lease {name}".encode()).digest()[:8], "big", signed=True)
    # Outside the pool: a long job must not keep a connection from the requests.
    alone = sa.create_engine(engine.url, poolclass=sa.pool.NullPool)
    with alone.connect() as connection, connection.begin():
        yield bool(connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(number))).scalar())


@contextmanager
def _file_lease(path: str) -> Iterator[bool]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
