"""The process that readers are forked from: it has loaded the parsers, touches no file itself and holds nothing.

Each file gets a fork with limits on memory, processor and time, so that starting a reader costs milliseconds and a
fault of a parser ends with that file. Run as ``python -I -m verifier.paper.zygote``, the socket to it as its input.
"""

import json
import os
import resource
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Above what the loaded parsers take anyway. A scan in colour at 600 dpi needs most; the others load more of theirs.
MEMORY = {
    "read": 150 * 1024 * 1024,
    "likeness": 150 * 1024 * 1024,
    "photo": 212 * 1024 * 1024,
    "badge": 150 * 1024 * 1024,
}
CPU_SECONDS = 5
WALL_SECONDS = 10
_PIECE = 1024 * 1024
Task = Callable[[bytes], dict[str, Any]]


def limit(memory: int) -> None:
    """Bind this process; ``memory`` in bytes beyond what it has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    taken = pages * os.sysconf("SC_PAGE_SIZE")
    for what, most in (
        (resource.RLIMIT_AS, taken + memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        # No further process.
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))
    signal.alarm(WALL_SECONDS)


def tasks() -> dict[str, Task]:
    """What can be asked, with everything that it needs loaded."""
    from verifier.paper import badge, likeness, photo, read

    for module in (likeness, photo, read):
        module.load()
    return {"read": read.read, "likeness": likeness.likeness, "photo": photo.read, "badge": badge.read}


def main() -> None:
    """Fork a reader for every socket that comes in, until there is nobody to ask any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    known = tasks()
    with socket.socket(fileno=0) as asked:
        while True:
            name, handles, _, _ = socket.recv_fds(asked, 64, 1)
            if not name:
                return
            if os.fork() == 0:
                asked.close()
                task = name.decode("ascii")
                _answer(known[task], handles[0], MEMORY[task])
            for handle in handles:
                os.close(handle)


def _answer(task: Task, handle: int, memory: int) -> None:
    """Read the file, write what was found, end; whatever else happens, nothing comes and the asker says so."""
    try:
        limit(memory)
        with socket.socket(fileno=handle) as channel:
            parts = []
            while part := channel.recv(_PIECE):
                parts.append(part)
            data = b"".join(parts)
            parts.clear()
            channel.sendall(json.dumps(task(data)).encode())
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
