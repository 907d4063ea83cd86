"""How long one waits for Persona to start, and how much memory it takes.

    python -m bench.start             cold start and memory of what is installed here
    python -m bench.start --clone     also `make run` in a fresh clone, which installs everything (takes minutes)

Whatever else the machine does shows in these figures; each is the median of five starts, of the clone the only one.
"""

import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PERSONA = (sys.executable, "-m", "bot")
TIMES = 5
PATIENCE = 600  # seconds


@contextlib.contextmanager
def workspace_of(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Iterator[tuple[float, int]]:
    """Start the local workspace; the seconds until it had answered a question, and the process that leads its group."""
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**environment, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/"):
            if process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                raise RuntimeError(f"{' '.join(command)} gives no answer")
            time.sleep(0.01)
        yield time.perf_counter() - begun, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def answers(url: str) -> bool:
    """True if the page is there and its first question is answered: it asks what a newcomer would."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            token = response.read().decode().partition('name="workspace-token" content="')[2].partition('"')[0]
        asked = {"do": "send", "user": "U0NEWCOMER", "channel": "C0GENERAL1", "text": "/persona ml engineer"}
        headers = {"Content-Type": "application/json", "X-Workspace-Token": token}
        request = urllib.request.Request(f"{url}workspace/do", json.dumps(asked).encode(), headers)
        with urllib.request.urlopen(request, timeout=5) as response:
            return bool(json.load(response).get("acked"))
    except OSError:
        return False


def resident(pid: int) -> float:
    """The resident memory of a process, in MB (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def seconds(command: Sequence[str]) -> float:
    """How long a command takes."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def installed() -> Iterator[tuple[str, str]]:
    """The figures of what is installed here."""
    waits, memory = [], []
    for _ in range(TIMES):
        with workspace_of((*PERSONA, "run", "--local"), ROOT, dict(os.environ)) as (wait, pid):
            waits.append(wait)
            memory.append(resident(pid))
    yield "`persona run --local` until the first answer on the page", f"{statistics.median(waits):.2f} s"
    yield "memory of the bot with its workspace then", f"{statistics.median(memory):.0f} MB"
    asked = (*PERSONA, "ask", "who owns the data pipeline?")
    yield "`persona ask`, from start to card", f"{statistics.median(seconds(asked) for _ in range(TIMES)):.2f} s"


def clone() -> Iterator[tuple[str, str]]:
    """The figures of the first steps: a fresh clone, an environment with nothing in it but the path."""
    with tempfile.TemporaryDirectory() as folder:
        home, fresh = Path(folder) / "home", Path(folder) / "persona"
        home.mkdir()
        subprocess.run(["git", "clone", "--quiet", ROOT, fresh], check=True)
        environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
        for when in ("first", "second"):
            with workspace_of(("make", "run"), fresh, environment) as (wait, _):
                yield f"`make run` in a fresh clone until the first answer, the {when} time", f"{wait:.1f} s"


def main(arguments: list[str]) -> None:
    print("| | |\n|---|---|")
    for what, figure in (*installed(), *(clone() if "--clone" in arguments else ())):
        print(f"| {what} | {figure} |")


if __name__ == "__main__":
    main(sys.argv[1:])
