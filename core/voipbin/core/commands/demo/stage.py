"""Running a demo before an audience: signals, the watchdog, the verdict on the screen."""

import asyncio
import contextlib
import json
import signal
from pathlib import Path

from voipbin.core.commands.demo.checks import Check
from voipbin.core.commands.demo.events import end_tasks, follow_log
from voipbin.core.commands.demo.failure import StepFailed
from voipbin.core.commands.demo.platform_process import PlatformProcess
from voipbin.core.commands.demo.run import Demo, DemoOptions
from voipbin.core.commands.demo.screen import Screen

INTERRUPTED = 130


async def present(options: DemoOptions) -> int:
    """Performs the demo; the exit code."""
    screen = Screen()
    playing = asyncio.create_task(_play(options, screen))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, playing.cancel)
    try:
        return await playing
    except asyncio.CancelledError:
        screen.plain("interrupted; everything is stopped", "yellow")
        return INTERRUPTED
    finally:
        screen.close()


async def _play(options: DemoOptions, screen: Screen) -> int:
    screen.title("voipbin demo: a real call on this machine")
    demo = Demo(options, screen)
    async with demo.platform() as platform:
        log = asyncio.create_task(follow_log(platform.log, screen)) if options.verbose else None
        try:
            async with asyncio.timeout(options.watchdog_s):
                verdict = await demo.perform(platform)
        except StepFailed as failure:
            return _failed(screen, str(failure))
        except TimeoutError:
            return _failed(screen, _hung(options, demo, platform))
        finally:
            screen.close()
            await end_tasks(*([log] if log else []))
        code = _show(screen, demo, verdict)
        if options.keep:
            # Ctrl-C is how this ends; it changes nothing about the verdict.
            with contextlib.suppress(asyncio.CancelledError):
                await _keep(screen, platform)
    return code


def _failed(screen: Screen, text: str) -> int:
    screen.plain(f"✗ {text}", "bold red")
    return 1


def _hung(options: DemoOptions, demo: Demo, platform: PlatformProcess) -> str:
    seen = demo.evidence.witness.seen if demo.evidence else []
    last = f"{seen[-1].source} {seen[-1].kind}" if seen else "nothing"
    logs = [platform.log, *([demo.evidence.phone_log] if demo.evidence else [])]
    return (
        f"the demo hung: not over after {options.watchdog_s:g} s, last seen: {last}; "
        f"see {' and '.join(map(str, logs))}"
    )


def _show(screen: Screen, demo: Demo, verdict: list[Check]) -> int:
    screen.title("The call, by GraphQL")
    call = demo.evidence.graphql if demo.evidence else {}
    screen.json(json.dumps({"call": call}, indent=2, ensure_ascii=False))
    screen.title("Every step")
    for check in verdict:
        screen.plain(f"{'✓' if check.ok else '✗'} {check}", "green" if check.ok else "bold red")
    screen.title("Files")
    for path, what in demo.files.items():
        screen.plain(f"  {_shown(path)}  {what}")
    screen.plain("")
    failures = [check.step for check in verdict if not check.ok]
    if failures:
        return _failed(screen, f"{len(failures)} steps did not happen: {', '.join(failures)}")
    screen.plain(f"All {len(verdict)} steps happened, in {screen.elapsed_s:.0f} s.", "bold green")
    screen.plain(
        "Local dictation is rough: it understands simple sentences in a clear voice. "
        "`voipbin models` lists better engines.",
        "dim",
    )
    return 0


async def _keep(screen: Screen, platform: PlatformProcess) -> None:
    screen.title("The platform keeps running; Ctrl-C ends it")
    for name in ("rest", "graphql", "grpc", "media", "sip"):
        screen.plain(f"  {name:<10} {platform.facts[name]}")
    screen.plain(f"  {'accesskey':<10} {platform.account['accesskey']}")
    await platform.child.process.wait()


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
