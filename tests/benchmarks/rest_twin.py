"""The twin of our REST face: the same two tables in FastAPI, SQLModel and aiosqlite.

Straightforward code as the documentation of the three teaches it. It checks the key against a
constant where ours looks it up, which is in the twin's favour.
"""

import argparse
import asyncio
import socket
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

import uvicorn
import uvloop
from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel
from sqlalchemy import JSON, Index, event
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.benchmarks.rest_rows import call_values

CUSTOMER_ID = "7c4d2f3a-1b8e-4f5c-9a6d-3e2f1a0b4c5d"


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


class Call(SQLModel, table=True):
    """One leg."""

    __table_args__ = (Index("ix_call_listing", "customer_id", "tm_create"),)

    id: str = Field(primary_key=True)
    customer_id: str
    owner_type: str = ""
    owner_id: str = ""
    flow_id: str = ""
    activeflow_id: str = ""
    type: str = "flow"
    master_call_id: str = ""
    chained_call_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    recording_id: str = ""
    recording_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    groupcall_id: str = ""
    source: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    destination: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    status: str = "dialing"
    action: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    direction: str = "outgoing"
    mute_direction: str = ""
    hangup_by: str = ""
    hangup_reason: str = ""
    tm_progressing: datetime | None = None
    tm_ringing: datetime | None = None
    tm_hangup: datetime | None = None
    tm_create: datetime = Field(default_factory=now)
    tm_update: datetime | None = None
    tm_delete: datetime | None = None


class Flow(SQLModel, table=True):
    """A list of actions with a name."""

    id: str = Field(default_factory=lambda: str(uuid.uuid4()), primary_key=True)
    customer_id: str = Field(default=CUSTOMER_ID, index=True)
    type: str = "flow"
    name: str = ""
    detail: str = ""
    actions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    on_complete_flow_id: str = ""
    tm_create: datetime = Field(default_factory=now)
    tm_update: datetime | None = None
    tm_delete: datetime | None = None


class Action(BaseModel):
    """One step of a flow."""

    id: str = Field(default_factory=lambda: str(uuid.uuid4()))
    next_id: str = ""
    type: str
    option: dict[str, Any] = {}


class FlowCreate(BaseModel):
    """Body of POST /flows."""

    name: str = ""
    detail: str = ""
    actions: list[Action] = []
    on_complete_flow_id: str = ""


class CallPage(BaseModel):
    """Answer of GET /calls."""

    result: list[Call]
    next_page_token: str


def make_engine(database: str) -> AsyncEngine:
    """Open a database file with the same pragmas as ours."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{database}")

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    return engine


def make_app(engine: AsyncEngine, key: str) -> FastAPI:
    """Build the app."""
    sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
    app = FastAPI()

    async def get_session() -> AsyncIterator[AsyncSession]:
        async with sessions() as session:
            yield session

    def check_key(accesskey: Annotated[str, Query()] = "") -> str:
        if accesskey != key:
            raise HTTPException(401, "credentials are no good")
        return CUSTOMER_ID

    Session = Annotated[AsyncSession, Depends(get_session)]
    Customer = Annotated[str, Depends(check_key)]

    @app.get("/v1.0/calls/{call_id}")
    async def get_call(call_id: uuid.UUID, session: Session, customer_id: Customer) -> Call:
        found = await session.exec(
            select(Call).where(
                Call.id == str(call_id),
                Call.customer_id == customer_id,
                col(Call.tm_delete).is_(None),
            )
        )
        call = found.first()
        if call is None:
            raise HTTPException(404, "call not found")
        return call

    @app.get("/v1.0/calls")
    async def list_calls(
        session: Session,
        customer_id: Customer,
        page_size: Annotated[int, Query(ge=1, le=100)] = 100,
        page_token: datetime | None = None,
    ) -> CallPage:
        found = await session.exec(
            select(Call)
            .where(
                Call.customer_id == customer_id,
                col(Call.tm_delete).is_(None),
                Call.tm_create < (page_token or now()),
            )
            .order_by(col(Call.tm_create).desc())
            .limit(page_size)
        )
        rows = list(found.all())
        token = rows[-1].tm_create.isoformat() if rows else ""
        return CallPage(result=rows, next_page_token=token)

    @app.post("/v1.0/flows")
    async def create_flow(body: FlowCreate, session: Session, customer_id: Customer) -> Flow:
        flow = Flow(**body.model_dump(), customer_id=customer_id)
        session.add(flow)
        await session.commit()
        return flow

    return app


async def serve(database: str, key: str, calls: list[dict[str, Any]]) -> None:
    """Make the tables, fill them, print the port and serve until the process is ended."""
    engine = make_engine(database)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Call(**call, customer_id=CUSTOMER_ID) for call in calls])
        await session.commit()
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listening:
        print(listening.getsockname()[1], flush=True)
        config = uvicorn.Config(
            make_app(engine, key), http="httptools", access_log=False, log_level="warning"
        )
        await uvicorn.Server(config).serve(sockets=[listening])
    await engine.dispose()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--calls", type=int, required=True)
    arguments = parser.parse_args()
    calls = [
        values | {"tm_create": datetime.fromtimestamp(values.pop("tm_create") / 1e6, UTC)}
        for values in call_values(arguments.calls)
    ]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(arguments.database, arguments.key, calls))


if __name__ == "__main__":
    main()
