"""A provider of certificates (ESHS) for tests, over HTTP: an authority, its OCSP responder and a time-stamp authority."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from asn1crypto import tsp
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, ServiceLabel
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from keys.seal_certificate import pem
from tests.journeys.machinery import free_port

_VALID = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2040-01-01T00:00:00+0000"}


def _ca() -> list[dict[str, Any]]:
    return [
        {"id": "basic_constraints", "critical": True, "value": {"ca": True}},
        {
            "id": "key_usage",
            "critical": True,
            "smart-value": {
                "schema": "key-usage",
                "params": ["digital_signature", "key_cert_sign", "crl_sign"],
            },
        },
    ]


def _leaf(*usages: str, purpose: str | None = None, ocsp: bool = True) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"id": "key_usage", "critical": True, "smart-value": {"schema": "key-usage", "params": list(usages)}}
    ]
    if purpose is not None:
        found.append({"id": "extended_key_usage", "critical": True, "value": [purpose]})
    if ocsp:
        found.append(
            {
                "id": "authority_information_access",
                "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["ocsp"]}},
            }
        )
    return found


def _config(url: str, folder: Path) -> dict[str, Any]:
    names = ("root", "issuing", "seal", "rsa", "revoked", "tsa", "ocsp")

    def cert(subject: str, issuer: str, extensions: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        return {
            "subject": subject, "issuer": issuer, "subject-key": subject, "authority-key": issuer,
            "validity": _VALID, "extensions": extensions, **more,
        }  # fmt: skip

    sealing = ("digital_signature", "non_repudiation")
    return {
        "external-url-prefix": url,
        "keysets": {
            "made": {"path-prefix": str(folder), "keys": {name: {"path": f"{name}.pem"} for name in names}}
        },
        "pki-architectures": {
            "eshs": {
                "keyset": "made",
                "entity-defaults": {"country-name": "TR", "organization-name": "Deneme ESHS"},
                "entities": {name: {"common-name": f"Deneme {name}"} for name in names},
                "certs": {
                    "root": cert("root", "root", _ca()),
                    "issuing": cert("issuing", "root", _ca()),
                    "seal": cert("seal", "issuing", _leaf(*sealing)),
                    "rsa": cert("rsa", "issuing", _leaf(*sealing)),
                    "revoked": cert(
                        "revoked", "issuing", _leaf(*sealing),
                        revocation={"revoked-since": "2021-01-01T00:00:00+0000", "reason": "key_compromise"},
                    ),
                    "tsa": cert("tsa", "root", _leaf("digital_signature", purpose="time_stamping", ocsp=False)),
                    "ocsp": cert(
                        "ocsp", "issuing",
                        [*_leaf("digital_signature", purpose="ocsp_signing", ocsp=False),
                         {"id": "ocsp_no_check"}],
                    ),
                },
                "services": {
                    "ocsp": {"ocsp": {"for-issuer": "issuing", "responder-cert": "ocsp", "signing-key": "ocsp"}},
                    "time-stamping": {"tsa": {"signing-key": "tsa", "signing-cert": "tsa"}},
                },
            }
        },
    }  # fmt: skip


class Eshs:
    """What answers. ``away`` holds the services that do not; ``twist`` changes what its authority is asked."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        for name in ("root", "issuing", "seal", "revoked", "tsa", "ocsp", "rsa"):
            key = (
                rsa.generate_private_key(65537, 3072 if name == "rsa" else 2048)
                if name in ("rsa", "tsa")
                else ec.generate_private_key(ec.SECP256R1())
            )
            (folder / f"{name}.pem").write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
        path = folder / "eshs.yml"
        path.write_text(yaml.safe_dump(_config(self.url, folder)))
        config = CertomancerConfig.from_file(str(path), str(folder))
        self.architecture = config.get_pki_arch(ArchLabel("eshs"))
        self._animator = Animator(
            AnimatorArchStore({ArchLabel("eshs"): self.architecture}), with_web_ui=False
        )
        self.away: set[str] = set()
        self.twist: Callable[[bytes], bytes] | None = None
        self.asked: list[str] = []
        # What its time-stamps say; without it the time of day.
        self.stamps_at: datetime | None = None

    @property
    def tsa_url(self) -> str:
        return f"{self.url}/eshs/tsa/tsa"

    def der(self, name: str) -> bytes:
        return self.architecture.get_cert(CertLabel(name)).dump()

    def key(self, name: str) -> Any:
        return serialization.load_pem_private_key((self.folder / f"{name}.pem").read_bytes(), None)

    def roots(self) -> bytes:
        return pem(self.der("root")).encode()

    def _stamp(self, asked: bytes) -> bytes:
        tsa = self.architecture.service_registry.summon_timestamper(ServiceLabel("tsa"), self.stamps_at)
        answer: bytes = tsa.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
        return answer

    def __call__(self, environ: Any, start: Any) -> Any:
        request = Request(environ)
        service = request.path.split("/")[2]
        self.asked.append(service)
        if service in self.away:
            return Response("away", status=503)(environ, start)
        if service == "tsa":
            asked = request.get_data()
            answer = self._stamp(asked if self.twist is None else self.twist(asked))
            return Response(answer, mimetype="application/timestamp-reply")(environ, start)
        return self._animator(environ, start)


class _Quiet(WSGIRequestHandler):
    def log(self, *said: object) -> None:
        """Nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[Eshs]:
    """The provider until the block ends."""
    port = free_port()
    eshs = Eshs(folder, port)
    server = make_server("127.0.0.1", port, eshs, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield eshs
    finally:
        server.shutdown()
        thread.join()
