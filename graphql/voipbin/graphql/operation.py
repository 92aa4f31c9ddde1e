"""Every operation starts with nothing read, also the second one on the same WebSocket."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension


class FreshContext(SchemaExtension):
    """Gives each operation loaders and counters of its own."""

    def on_operation(self) -> Iterator[None]:
        """Replace the context of the connection."""
        self.execution_context.context = self.execution_context.context.fresh()
        yield
