"""Alembic runs migrations on the engine the store hands over, each in a transaction of its own.

A migration that is killed half-way leaves the database at the one before; running again goes on from there.
SQLite rebuilds tables to change them, so its foreign keys rest meanwhile and are checked at the end.
"""

from alembic import context

from registry.tables.every import metadata

engine = context.config.attributes["engine"]
with engine.connect().execution_options(muhur_writer=True) as connection:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    try:
        context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"rows without their parent after migrating: {broken[:5]}")
        connection.commit()
    finally:
        if sqlite:
            connection.rollback()
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
