"""The process that opens an uploaded PDF, under limits on memory, CPU and open files.

It reads the file on standard input and writes one line of JSON: ``{"credential": …}`` or ``{"code": …}``.
Only the embedded files of the catalogue are touched: no page, form, outline or metadata. Any fault of the
parser ends as a code; if the kernel ends the process instead, the parent says so.

Called with ``words`` it writes ``{"words": …}``, the text of the first page: asked for only once the credential is
known to be genuine and the page to be another.
"""

import io
import json
import resource
import sys
from typing import Any

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 5
MAX_CREDENTIAL = 64 * 1024
MAX_WORDS = 20_000
NAME = "credential.jwt"


def limit() -> None:
    """Bind this process; a limit already lower stays."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(data: bytes) -> dict[str, str]:
    """The one credential among the embedded files of a PDF, or a reason code."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return {"code": "pdf.encrypted"}
        found: list[Any] = [
            file for file in reader.attachment_list if file.name.endswith((".jwt", ".jws", ".json"))
        ]
        if not found:
            return {"code": "pdf.no_credential"}
        if len(found) > 1 or found[0].name != NAME:
            return {"code": "pdf.several_credentials" if len(found) > 1 else "pdf.no_credential"}
        content = found[0].content
        if len(content) > MAX_CREDENTIAL:
            return {"code": "pdf.limits"}
        return {"credential": content.decode("ascii")}
    except FileNotDecryptedError:
        return {"code": "pdf.encrypted"}
    except (LimitReachedError, MemoryError, RecursionError):
        return {"code": "pdf.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the parser; the process is the boundary
        return {"code": "pdf.unreadable"}


def words(data: bytes) -> dict[str, str]:
    """The text of the first page; empty where it cannot be read."""
    from pypdf import PdfReader

    try:
        text = PdfReader(io.BytesIO(data), strict=False).pages[0].extract_text()
    except Exception:  # noqa: BLE001 - as in ``read``: the page is that of somebody who changed it
        return {"words": ""}
    return {"words": text[:MAX_WORDS]}


def main() -> None:
    """Read standard input, answer on standard output."""
    limit()
    asked = words if sys.argv[1:] == ["words"] else read
    answer = asked(sys.stdin.buffer.read())
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
