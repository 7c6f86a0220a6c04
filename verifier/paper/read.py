"""What a PDF carries: the one credential among its embedded files, the log's proof beside it, and its seal.

Runs in a reader's process. Only the embedded files of the catalogue and what belongs to the seal are touched: no
page, outline or metadata. Any fault of a parser ends as a code.
"""

import io
from typing import Any

from registry.log.proof import MAX_PROOF
from verifier.paper import seal

MAX_CREDENTIAL = 64 * 1024
# Nothing that a sheet of ours carries is larger when unpacked.
MAX_UNPACKED = 8 * 1024 * 1024
NAME, PROOF = "credential.jwt", "credential.tlog-proof"


def load() -> None:
    """Load the parsers, and bind what they may unpack."""
    from pypdf import overwrite_configuration

    overwrite_configuration(
        maximum_declared_stream_length=MAX_UNPACKED,
        array_based_stream_maximum_output_length=MAX_UNPACKED,
        lzw_maximum_output_length=MAX_UNPACKED,
        run_length_maximum_output_length=MAX_UNPACKED,
        zlib_maximum_output_length=MAX_UNPACKED,
        brotli_maximum_output_length=MAX_UNPACKED,
        stream_decoding_work_maximum_length=2 * MAX_UNPACKED,
        # No other program is started for a picture.
        jbig2dec_binary=None,
    )
    seal.load()


def read(data: bytes) -> dict[str, Any]:
    """``credential``, perhaps ``proof``, and ``seal``; or a reason ``code``."""
    found: dict[str, Any] = credential(data)
    if "credential" in found:
        found["seal"] = seal.examine(data)
    return found


def credential(data: bytes) -> dict[str, str]:
    """The one credential among the embedded files, and the one proof if there is any; or a reason code."""
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return {"code": "pdf.encrypted"}
        files: list[Any] = list(reader.attachment_list)
        found = [file for file in files if file.name.endswith((".jwt", ".jws", ".json"))]
        if not found:
            return {"code": "pdf.no_credential"}
        if len(found) > 1 or found[0].name != NAME:
            return {"code": "pdf.several_credentials" if len(found) > 1 else "pdf.no_credential"}
        content = found[0].content
        if len(content) > MAX_CREDENTIAL:
            return {"code": "pdf.limits"}
        return {"credential": content.decode("ascii"), **_proof(files)}
    except FileNotDecryptedError:
        return {"code": "pdf.encrypted"}
    except (LimitReachedError, MemoryError, RecursionError):
        return {"code": "pdf.limits"}
    except Exception:  # noqa: BLE001 - a hostile file reaches any error of the parser; the process is the boundary
        return {"code": "pdf.unreadable"}


def _proof(files: list[Any]) -> dict[str, str]:
    """``proof``, where there is exactly one and it is short text; anything else is no attachment of a sheet of ours."""
    found = [file for file in files if file.name == PROOF]
    if len(found) != 1 or len(content := found[0].content) > MAX_PROOF:
        return {}
    try:
        return {"proof": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {}
