"""Peak memory of the readers of uploaded files: ``python -m bench.peaks``, a task and a file as JSON in each line.

Forks as ``verifier.paper.zygote`` does, and waits for each reader, which tells its largest resident set.
"""

import base64
import json
import os
import socket
import sys
import threading

from verifier.paper import zygote


def peak_kb(name: str, task: zygote.Task, data: bytes) -> int:
    """The largest resident set of the one reader of ``data``, in kilobytes."""
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        ours.close()
        zygote._answer(task, theirs.detach(), zygote.MEMORY[name])
    theirs.close()
    with ours:
        sender = threading.Thread(target=_send, args=(ours, data))
        sender.start()
        while ours.recv(65536):
            pass
        sender.join()
    _, _, usage = os.wait4(child, 0)
    return usage.ru_maxrss


def _send(channel: socket.socket, data: bytes) -> None:
    try:
        channel.sendall(data)
        channel.shutdown(socket.SHUT_WR)
    except OSError:
        return


def main() -> None:
    """Answer with one peak a line; one file at a time, so that no other is in the memory that a reader starts with."""
    known = zygote.tasks()
    for line in sys.stdin:
        task, data = json.loads(line)
        print(peak_kb(task, known[task], base64.b64decode(data)))


if __name__ == "__main__":
    main()
