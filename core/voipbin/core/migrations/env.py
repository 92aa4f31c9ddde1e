"""Run by Alembic; the connection comes from the caller."""

from alembic import context

from voipbin.core.serve.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata(),
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
