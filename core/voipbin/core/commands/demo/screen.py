"""What people see: one line for each thing that happens, with the seconds since the start."""

import time
from typing import Final

from rich.console import Console
from rich.rule import Rule
from rich.status import Status
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

_COLOURS: Final = {
    "platform": "cyan",
    "phone": "yellow",
    "call": "bold green",
    "recording": "magenta",
    "transcript": "bold white",
    "transcribe": "magenta",
    "REST": "blue",
    "gRPC": "blue",
    "GraphQL": "blue",
}


class Screen:
    """Colours and a live line on a terminal, plain lines anywhere else."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._started = time.monotonic()
        self._status: Status | None = None

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def title(self, text: str) -> None:
        """A heading."""
        if self._console.is_terminal:
            self._console.print(Rule(Text(text, "bold"), align="left", style="dim"))
        else:
            self.plain(f"-- {text}")

    def line(self, who: str, text: str) -> None:
        """Something that happened."""
        colour = _COLOURS.get(who, "")
        if not self._console.is_terminal:
            self.plain(f"{self.elapsed_s:6.1f} s  {who:<11}{text}")
            return
        row = Table.grid(padding=(0, 2))
        row.add_column(width=8, justify="right", style="dim")
        row.add_column(width=10, style=colour)
        row.add_column(overflow="fold")
        row.add_row(f"{self.elapsed_s:.1f} s", who, Text(text))
        self._console.print(row)

    def plain(self, text: str, style: str = "") -> None:
        """Text without a time."""
        self._console.print(Text(text, style), soft_wrap=True)

    def json(self, text: str) -> None:
        """JSON, coloured on a terminal."""
        if self._console.is_terminal:
            self._console.print(Syntax(text, "json", background_color="default", word_wrap=True))
        else:
            self.plain(text)

    def interim(self, text: str) -> None:
        """What is being understood now; a later text takes its place, "" removes it."""
        if not self._console.is_terminal:
            return
        if not text:
            self.close()
        elif self._status is None:
            self._status = self._console.status(Text(text, "dim italic"))
            self._status.start()
        else:
            self._status.update(Text(text, "dim italic"))

    def close(self) -> None:
        """Removes the live line; may be called twice."""
        if self._status is not None:
            self._status.stop()
            self._status = None
