"""A SoftHSM 2 of one test process: a real PKCS#11 module with a token in a folder."""

import gc
import os
import shutil
import subprocess
from pathlib import Path

import pkcs11
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from keys.hsm import _MODULES

PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm2.so",
)
PIN = "12345678"


class SoftHsm:
    """Its tokens lie in ``tokens``; ``take_out`` and ``put_back`` are what a hand does to a real one."""

    def __init__(self, folder: Path) -> None:
        found = [Path(one) for one in PLACES if Path(one).exists()]
        if not found or shutil.which("softhsm2-util") is None:
            raise AssertionError(
                "SoftHSM 2 is missing: `make system-packages` (Debian: apt-get install softhsm2)"
            )
        self.module, self.folder, self.tokens = found[0], folder, folder / "tokens"
        self.tokens.mkdir()
        self._config = folder / "softhsm2.conf"
        self._config.write_text(
            f"directories.tokendir = {self.tokens}\nobjectstore.backend = file\nlog.level = ERROR\n"
        )
        # Sessions with an earlier one of this process end before the module begins again.
        _MODULES.clear()
        gc.collect()
        # The module reads it from the process it is loaded into.
        os.environ["SOFTHSM2_CONF"] = str(self._config)
        self.pin_file = folder / "hsm.pin"
        self.set_pin(PIN)
        self.util("--init-token", "--free", "--label", "Oda", "--pin", PIN, "--so-pin", "87654321")

    def set_pin(self, pin: str) -> None:
        self.pin_file.write_text(pin + "\n")
        self.pin_file.chmod(0o600)

    def util(self, *words: str) -> None:
        subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)

    def put(self, label: str, identity: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
        """Put a key on the token; returns its URI."""
        path = self.folder / "key.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.util("--import", str(path), "--token", "Oda", "--label", label, "--id", identity, "--pin", PIN)
        path.unlink()
        # Another process put it there: the module looks again.
        pkcs11.lib(str(self.module)).reinitialize()
        return self.uri(f"object={label}")

    def uri(self, key: str, token: str = "Oda") -> str:
        return f"pkcs11:token={token};{key}?pin-source={self.pin_file}"

    def take_out(self) -> None:
        self.tokens.rename(self.folder / "away")
        self.tokens.mkdir()
        pkcs11.lib(str(self.module)).reinitialize()

    def put_back(self) -> None:
        self.tokens.rmdir()
        (self.folder / "away").rename(self.tokens)
