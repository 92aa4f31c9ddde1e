"""A GraphQL field that is answered by a function instead of an attribute."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.unset import UNSET

from voipbin.core.contract.read_mask import Fields


class Namespace(dict[str, Any]):
    """What the names in type expressions ("list[Call] | None") mean."""

    def __init__(self, known: dict[str, Any]) -> None:
        super().__init__(known)
        self._annotations: dict[str, StrawberryAnnotation] = {}

    def annotation(self, expression: str) -> StrawberryAnnotation:
        """Return the type of an expression.

        Thousands of fields share a few hundred types, and Strawberry reads each expression anew.
        """
        found = self._annotations.get(expression)
        if found is None:
            found = StrawberryAnnotation(expression, namespace=self)
            self._annotations[expression] = found
        return found


Arguments = dict[str, Any]
Resolve = Callable[[Any, Any, Arguments], Any]
"""(parent message, Strawberry's info, arguments) -> value, awaitable or stream."""

ResolveAll = Callable[[Sequence[Any], Any, Arguments], Awaitable[list[Any]]]
"""(parent messages, Strawberry's info, arguments) -> a value for each, or what failed for it."""

RowCount = Callable[[Arguments], int]
"""How many rows a field is expected to give at most, from its arguments."""


def one_row(arguments: Arguments) -> int:
    """Count a field that gives one row."""
    return 1


class AnsweredField(StrawberryField):
    """A field with a resolver that is told the request and knows what it may cost."""

    def __init__(
        self,
        name: str,
        type_expression: str,
        namespace: Namespace,
        resolve: Resolve,
        *,
        arguments: Sequence[StrawberryArgument] = (),
        rows: RowCount = one_row,
        description: str | None = None,
        is_subscription: bool = False,
    ) -> None:
        super().__init__(
            python_name=name,
            graphql_name=name,
            type_annotation=namespace.annotation(type_expression),
            description=description,
            is_subscription=is_subscription,
        )
        self.arguments = list(arguments)
        self.rows = rows
        self._resolve = resolve

    @property
    def is_basic_field(self) -> bool:
        """Arguments and context have to be passed."""
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Arguments) -> Any:
        """Answer the field."""
        return self._resolve(source, info, kwargs)


class RelatedField(AnsweredField):
    """A field that leads from messages to others: all of a level are answered at once."""

    def __init__(
        self,
        name: str,
        type_expression: str,
        namespace: Namespace,
        resolve: ResolveAll,
        uses: Fields,
        **more: Any,
    ) -> None:
        """
        Args:
            uses: fields of the messages that lead on.
        """
        super().__init__(name, type_expression, namespace, self._resolve_one, **more)
        self.resolve_all = resolve
        self.uses = uses

    async def _resolve_one(self, source: Any, info: Any, arguments: Arguments) -> Any:
        (value,) = await self.resolve_all([source], info, arguments)
        if isinstance(value, BaseException):
            raise value
        return value


def plain_field(
    name: str,
    graphql_name: str,
    type_expression: str,
    namespace: Namespace,
    description: str | None,
    **more: Any,
) -> StrawberryField:
    """Return a field that is read from its message."""
    return StrawberryField(
        python_name=name,
        graphql_name=graphql_name,
        type_annotation=namespace.annotation(type_expression),
        description=description,
        **more,
    )


def argument(
    name: str, graphql_name: str, type_expression: str, namespace: Namespace, text: str | None
) -> StrawberryArgument:
    """Return an argument that may be left out when its type is nullable."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=graphql_name,
        type_annotation=namespace.annotation(type_expression),
        description=text,
        default=UNSET,
    )
