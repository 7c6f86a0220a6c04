"""The vault: private keys as encrypted PKCS#8 files, owner-only, and the signers that use them.

Layout: ``<folder>/<owner>/<kid fragment>.pem``. The passphrase never lies in the checkout. A file is
written whole under another name, synced and renamed, so a crash leaves either no key or a whole one.
"""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from keys.algorithms import public_jwk
from keys.envelope import Signer
from keys.keyring import kid_fragment

_PART = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
MIN_PASSPHRASE = 12
_Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


class VaultRefused(Exception):
    """The vault cannot give this key; ``code`` says why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class FileSigner:
    """A loaded P-256 key. ES256 by RFC 6979, so signing the same bytes again gives the same signature."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private
        self._algorithm = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)

    def sign(self, message: bytes) -> bytes:
        """Raw r||s, 64 bytes."""
        r, s = decode_dss_signature(self._private.sign(message, self._algorithm))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class Ed25519Signer:
    """A loaded Ed25519 key; the same bytes have the same signature (RFC 8032)."""

    def __init__(self, private: ed25519.Ed25519PrivateKey) -> None:
        self._private = private

    def sign(self, message: bytes) -> bytes:
        """R and S, 64 bytes."""
        return self._private.sign(message)


class Vault:
    """The private keys of one installation: a folder, opened with its passphrase, and keys on an HSM's tokens."""

    def __init__(self, folder: Path, passphrase: str, hsm_module: Path | None = None) -> None:
        if len(passphrase) < MIN_PASSPHRASE:
            raise VaultRefused(
                "vault.passphrase", f"the passphrase needs at least {MIN_PASSPHRASE} characters"
            )
        self._folder = folder
        self._passphrase = passphrase.encode()
        self._hsm_module = hsm_module
        self._openers: dict[str, Callable[[str], Signer]] = {
            "file": self._open_file,
            "pkcs11": self._open_on_token,
        }

    def create(self, owner: str) -> tuple[str, dict[str, str]]:
        """Make and store a P-256 key for ``owner`` (a chamber's slug); returns its URI and public JWK."""
        return self._keep(owner, ec.generate_private_key(ec.SECP256R1()))

    def create_ed25519(self, owner: str) -> tuple[str, dict[str, str]]:
        """The same with an Ed25519 key: for checkpoints of a log and for proofs inside JSON documents."""
        return self._keep(owner, ed25519.Ed25519PrivateKey.generate())

    def _keep(self, owner: str, private: _Private) -> tuple[str, dict[str, str]]:
        jwk = public_jwk(private.public_key())
        name = f"{owner}/{kid_fragment(jwk)}"
        path = self._path(name)
        for folder in (self._folder, path.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        sealed = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(self._passphrase),
        )
        write_whole(path, sealed)
        return f"file:{name}", jwk

    def signer(self, uri: str) -> Signer:
        """The signer of a key by its URI; the scheme chooses who holds the key."""
        scheme, _, rest = uri.partition(":")
        if scheme not in self._openers:
            raise VaultRefused("vault.scheme", f"no signer for {scheme}:")
        return self._openers[scheme](rest)

    def _open_on_token(self, name: str) -> Signer:
        # Only who has an HSM loads what speaks to one.
        from keys.hsm import HsmSigner
        from keys.refused_pins import RefusedPins

        return HsmSigner(name, self._hsm_module, RefusedPins(self._folder, self._passphrase))

    def issue(self, uri: str, certificate: x509.CertificateBuilder) -> x509.Certificate:
        """Sign a certificate with the key of the union's seal authority, which is a file."""
        scheme, _, name = uri.partition(":")
        if scheme != "file":
            raise VaultRefused("vault.scheme", f"no authority signs from {scheme}:")
        private = self._private(name)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise VaultRefused("vault.missing", f"{name} is not a P-256 key")
        return certificate.sign(private, hashes.SHA256())

    def _path(self, name: str) -> Path:
        owner, _, fragment = name.partition("/")
        if not (_PART.fullmatch(owner) and _PART.fullmatch(fragment)):
            raise VaultRefused("vault.name", f"not a key name: {name}")
        return self._folder / owner / f"{fragment}.pem"

    def _open_file(self, name: str) -> Signer:
        private = self._private(name)
        return (
            FileSigner(private) if isinstance(private, ec.EllipticCurvePrivateKey) else Ed25519Signer(private)
        )

    def _private(self, name: str) -> _Private:
        path = self._path(name)
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise VaultRefused("vault.permissions", f"others may read the key file {name}")
            private = serialization.load_pem_private_key(path.read_bytes(), self._passphrase)
        except FileNotFoundError as error:
            raise VaultRefused("vault.missing", f"no key file for {name}") from error
        except (ValueError, TypeError) as error:
            # TypeError: the file is not encrypted at all.
            raise VaultRefused("vault.passphrase", f"the passphrase does not open {name}") from error
        if isinstance(private, ed25519.Ed25519PrivateKey):
            return private
        if not (isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1)):
            raise VaultRefused("vault.missing", f"{name} is not a P-256 or Ed25519 key")
        return private


def write_whole(path: Path, data: bytes) -> None:
    """Write an owner-only file so that a crash leaves the old one, none, or the whole new one."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
