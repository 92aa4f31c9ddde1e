"""Kamailio, a SIP proxy written by others, between telephones and the platform."""

import asyncio
import re
from pathlib import Path

from tests.fixtures.ports import free_port

_WAIT_S = 15.0
_CONFIG = """\
#!KAMAILIO
debug=2
log_stderror=yes
children=2
tcp_children=2
auto_aliases=no
dns=no
rev_dns=no
listen=udp:127.0.0.1:{port}
listen=tcp:127.0.0.1:{port}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "rr.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "xlog.so"
loadmodule "path.so"
modparam("rr", "enable_full_lr", 1)
modparam("tm", "fr_timer", 5000)
modparam("xlog", "force_color", 0)
modparam("path", "use_received", 1)

request_route {{
  if (!mf_process_maxfwd_header("20")) {{
    sl_send_reply("483", "Too Many Hops");
    exit;
  }}
  # Not by its port: what is too long for UDP comes over TCP (RFC 3261 18.1.1).
  if ($ua == "voipbin") {{ $var(from) = "platform"; }}
  else {{ $var(from) = "phone"; }}
  if (is_method("CANCEL")) {{
    xlog("L_WARN", "proxied CANCEL of $var(from)\\n");
    if (t_check_trans()) {{ t_relay(); }}
    exit;
  }}
  if (has_totag()) {{
    if (loose_route()) {{
      xlog("L_WARN", "proxied $rm in dialog of $var(from)\\n");
      t_relay();
      exit;
    }}
    if (is_method("ACK")) {{
      if (t_check_trans()) {{ t_relay(); }}
      exit;
    }}
    xlog("L_WARN", "astray $rm of $var(from)\\n");
    sl_send_reply("404", "No Route");
    exit;
  }}
  t_check_trans();
  loose_route();
  xlog("L_WARN", "proxied $rm of $var(from) to $ru route $hdr(Route)\\n");
  if (!is_method("REGISTER")) {{ record_route(); }}
  {path}
  if ($var(from) == "phone") {{ $du = "sip:{host}:{platform}"; }}
  t_relay();
}}
"""
_PATH = """
  if (is_method("REGISTER")) {
    subst_hf("Contact", "/127.0.0.1:[0-9]+/192.0.2.99:5060/", "f");
    add_path_received();
  }
"""


class Kamailio:
    """One record-routing proxy; everything from phones goes to the platform, and back."""

    def __init__(self, folder: Path, platform: str, *, path: bool = False) -> None:
        """Args:
        folder: for its files; made here.
        platform: host and port of the platform's SIP over UDP.
        path: whether it puts itself into REGISTERs (RFC 3327).
        """
        folder.mkdir(parents=True)
        self._folder = folder
        self.port = free_port()
        host, _, port = platform.rpartition(":")
        text = _CONFIG.format(port=self.port, host=host, platform=port, path=_PATH if path else "")
        (folder / "kamailio.cfg").write_text(text)
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """Host and port, the same for UDP and TCP."""
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and wait until it listens."""
        with (self._folder / "kamailio.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *("kamailio", "-DD", "-E", "-m", "32", "-M", "4"),
                *("-f", str(self._folder / "kamailio.cfg"), "-Y", str(self._folder)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            async with asyncio.timeout(_WAIT_S):
                while not await self._answers():
                    assert self._process.returncode is None, self.log[-2000:]
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"it does not listen: {self.log[-2000:]}") from None

    async def close(self) -> None:
        """End it and its children; may be called twice."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()
            await process.wait()

    @property
    def log(self) -> str:
        """What it wrote."""
        return (self._folder / "kamailio.log").read_text(errors="replace")

    def proxied(self) -> list[str]:
        """What it passed on, in order: `INVITE in dialog of phone` and the like."""
        return re.findall(r"proxied (.*)", self.log)

    async def passes(self, text: str, count: int = 1) -> None:
        """Wait until it passed on what begins so, that many times."""
        try:
            async with asyncio.timeout(_WAIT_S):
                while sum(line.startswith(text) for line in self.proxied()) < count:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"no {text!r} among {self.proxied()}") from None

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True
