"""What every test may ask for."""

from tests.fixtures.database import database_url, postgres_url, store

__all__ = ["database_url", "postgres_url", "store"]
