"""The services behind the dispatcher."""

from tests.core.edge.conftest import core

__all__ = ["core"]
