"""Alembic runs migrations on the engine the store hands over."""

from alembic import context

from registry.tables import metadata

engine = context.config.attributes["engine"]
with engine.connect().execution_options(muhur_writer=True) as connection:
    context.configure(connection=connection, target_metadata=metadata, transaction_per_migration=False)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
