"""The schema: everything the descriptors say, in GraphQL."""

from functools import cache

import strawberry
from graphql import GraphQLError
from strawberry.extensions import MaxTokensLimiter
from strawberry.schema.config import StrawberryConfig
from strawberry.types.execution import ExecutionContext

from . import roots
from .catalogue import catalogue
from .documents import KnownDocuments
from .errors import finish
from .execution import MessageExecution
from .limits import MAX_TOKENS, Limits
from .operation import FreshContext
from .readers import read
from .types import Types


class Schema(strawberry.Schema):
    """Strawberry's, with errors as every face of the platform tells them."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Finish every error of an operation, before any transport writes it."""
        context = execution_context.context if execution_context else None
        for error in errors:
            finish(
                error, getattr(context, "request_id", ""), debug=getattr(context, "debug", False)
            )


@cache
def schema() -> Schema:
    """Build the schema; it takes tens of milliseconds, so only when it is first needed."""
    known = catalogue()
    types = Types(known)
    query = roots.query(known, types)
    mutation = roots.mutation(known, types)
    subscription = roots.subscription(known, types)
    return Schema(
        query=query,
        mutation=mutation,
        subscription=subscription,
        execution_context_class=MessageExecution,
        config=StrawberryConfig(default_resolver=read, scalar_map=types.scalars),
        extensions=[
            lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
            FreshContext,
            KnownDocuments,
            Limits,
        ],
    )
