"""PDFs drawn lately, in memory: a PDF is a function of its credential and the log's proof, so their hash finds it."""

import hashlib
import threading
from collections import OrderedDict

# Some two hundred documents, a small part of what a server takes anyway.
MOST_BYTES = 16 * 1024 * 1024


class DrawnPdfs:
    """The newest drawings, at most ``most_bytes`` of them. Safe between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, compact: str, proof: bytes | None) -> bytes | None:
        """The PDF of this credential with this proof, or None."""
        name = _name(compact, proof)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def keep(self, compact: str, proof: bytes | None, pdf: bytes) -> None:
        """Keep a drawing; those asked for longest ago make room. One that is larger than all the room is not kept."""
        name = _name(compact, proof)
        with self._lock:
            if len(pdf) > self._most or name in self._kept:
                return
            self._kept[name] = pdf
            self._bytes += len(pdf)
            while self._bytes > self._most:
                self._bytes -= len(self._kept.popitem(last=False)[1])


def _name(compact: str, proof: bytes | None) -> bytes:
    # A compact text holds no line end.
    return hashlib.sha256(compact.encode() + b"\n" + (proof or b"")).digest()
