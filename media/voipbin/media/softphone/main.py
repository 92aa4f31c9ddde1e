"""The softphone process: `python -m voipbin.media.softphone`; events are JSON lines on stdout."""

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from voipbin.media.node.line import choose_codecs
from voipbin.media.node.parent import ParentWatch
from voipbin.media.sip import SessionError
from voipbin.media.softphone.phone import Event, Softphone, proxy_uri
from voipbin.media.softphone.script import parse_script
from voipbin.media.softphone.settings import Behaviour, PhoneSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a phone; 0 when it was stopped or its calls went through."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        settings = settings_of(options)
    except ValueError as error:
        _parser().error(str(error))
    return asyncio.run(run(settings, options.dial, options.calls, options.parent))


async def run(settings: PhoneSettings, target: str, calls: int, parent_pid: int) -> int:
    """Register, then dial or wait for calls.

    Args:
        settings: the phone.
        target: whom to dial; "" to wait.
        calls: stop after that many calls; 0 for never.
        parent_pid: process whose end ends us; 0 for none.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    watch = ParentWatch(parent_pid, stop.set) if parent_pid else None
    ended, last = 0, 1 if target else calls

    def show(event: Event) -> None:
        nonlocal ended
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()
        ended += event["event"] in ("ended", "refused")
        if last and ended == last:
            stop.set()

    phone = Softphone(settings, show)
    try:
        await phone.start()
        if target:
            phone.dial(target)
        await stop.wait()
    except (SessionError, OSError) as error:
        phone.report("failed", error=str(error))
        return 1
    finally:
        if watch is not None:
            watch.close()
        await phone.close()
    return 0 if not target or phone.calls[-1].was_answered else 1


def settings_of(options: argparse.Namespace) -> PhoneSettings:
    """Settings from parsed options.

    Raises:
        ValueError: malformed; names the option.
    """
    proxy_uri(options.proxy)
    choose_codecs(options.codecs.split(","))
    return PhoneSettings(
        user=options.user,
        password=options.password,
        domain=options.domain,
        proxy=options.proxy,
        name=options.name,
        host=options.host,
        codecs=tuple(options.codecs.split(",")),
        register=not options.no_register,
        record_dir=Path(options.record) if options.record else None,
        behaviour=Behaviour(
            answer_after_ms=options.answer_after,
            refuse_status=486 if options.busy else options.refuse,
            never_answer=options.no_answer,
            steps=parse_script(options.script),
        ),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m voipbin.media.softphone", description="A telephone for demos and tests."
    )
    add = parser.add_argument
    add("--user", required=True, help="extension, 1000")
    add("--password", default="", help="for digest")
    add("--domain", required=True, help="<customer_id>.registrar.voipbin.net")
    add("--proxy", required=True, metavar="TRANSPORT:HOST:PORT", help="udp:127.0.0.1:5060")
    add("--name", default="", help="display name")
    add("--host", default="127.0.0.1", help="local address")
    add("--codecs", default="G722,PCMU,PCMA", help="in order of preference")
    add("--no-register", action="store_true", help="do not register")
    add("--answer-after", type=int, default=500, metavar="MS")
    add("--busy", action="store_true", help="refuse with 486")
    add("--refuse", type=int, default=0, metavar="STATUS", help="refuse with another status")
    add("--no-answer", action="store_true", help="ring for ever")
    add("--script", default="", help="e.g. 'listen say:/tmp/hello.wav press:12# hangup'")
    add("--record", default="", metavar="DIR", help="write what is heard and said there")
    add("--dial", default="", metavar="TARGET", help="call this user or SIP URI")
    add("--calls", type=int, default=0, metavar="N", help="exit after N calls")
    add("--parent", type=int, default=0, metavar="PID", help="stop when this is not our parent")
    return parser


if __name__ == "__main__":
    sys.exit(main())
