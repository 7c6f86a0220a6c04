"""Keys on a token: SoftHSM 2 through its PKCS#11 module."""

import hashlib
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from keys.algorithms import ES256, holds
from keys.hsm import _MODULES, _Module, key_name
from keys.refused_pins import RefusedPins
from keys.vault import Vault, VaultRefused
from tests.support.softhsm import PIN, SoftHsm

P256, RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 3072)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> SoftHsm:
    found = SoftHsm(tmp_path_factory.mktemp("hsm"))
    found.put("muhur", "a1", P256)
    found.put("rsa", "a2", RSA)
    return found


@pytest.fixture
def hsm(filled: SoftHsm) -> Iterator[SoftHsm]:
    yield filled
    filled.set_pin(PIN)


@pytest.fixture
def vault(hsm: SoftHsm, tmp_path: Path) -> Vault:
    return Vault(tmp_path, "a passphrase of the tests", hsm.module)


def code(vault: Vault, uri: str) -> str:
    with pytest.raises(VaultRefused) as told:
        vault.signer(uri).sign(b"m")
    assert PIN not in str(told.value)
    return told.value.code


def test_both_kinds_of_key_sign(hsm: SoftHsm, vault: Vault) -> None:
    assert holds(ES256, P256.public_key(), b"m", vault.signer(hsm.uri("object=muhur")).sign(b"m"))
    assert holds(ES256, P256.public_key(), b"m", vault.signer(hsm.uri("object=muhur;id=%a1")).sign(b"m"))
    signed = vault.signer(hsm.uri("id=%a2")).sign(b"m")
    RSA.public_key().verify(signed, b"m", padding.PKCS1v15(), hashes.SHA256())


def test_what_is_not_there_is_said(hsm: SoftHsm, vault: Vault) -> None:
    assert code(vault, hsm.uri("object=baska")) == "vault.missing"
    assert code(vault, hsm.uri("object=muhur;id=%a2")) == "vault.missing"
    assert code(vault, hsm.uri("object=muhur", token="Yok")) == "vault.hsm_unreachable"


def test_a_wrong_pin_is_tried_once(hsm: SoftHsm, tmp_path: Path) -> None:
    """SoftHSM, like others, would lock the token; the right one opens it afterwards."""
    vault = Vault(tmp_path, "a passphrase of the tests", hsm.module)
    _MODULES.pop(hsm.module, None)
    pkcs11.lib(str(hsm.module)).reinitialize()
    hsm.set_pin("00000000")
    for _ in range(3):
        assert code(vault, hsm.uri("object=muhur")) == "vault.hsm_pin"
    hsm.set_pin(PIN)
    assert vault.signer(hsm.uri("object=muhur")).sign(b"m")


class Logins:
    """The PKCS#11 library as it is, with a count of the logins."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        monkeypatch.setattr("keys.hsm.pkcs11.lib", lambda path, lib=pkcs11.lib: _Counted(lib(path), self))


class _Counted:
    def __init__(self, real: Any, logins: Logins) -> None:
        self._real, self._logins = real, logins

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def get_token(self, **label: str) -> "_Counted":
        return _Counted(self._real.get_token(**label), self._logins)

    def open(self, **pin: str) -> Any:
        self._logins.count += 1
        # Others must come by meanwhile, if they can.
        time.sleep(0.05)
        return self._real.open(**pin)


@pytest.fixture
def logins(hsm: SoftHsm, monkeypatch: pytest.MonkeyPatch) -> Logins:
    """Of processes that have not logged in yet."""
    _MODULES.pop(hsm.module, None)
    pkcs11.lib(str(hsm.module)).reinitialize()
    return Logins(monkeypatch)


def test_a_wrong_pin_is_tried_by_no_later_process(hsm: SoftHsm, tmp_path: Path, logins: Logins) -> None:
    uri = hsm.uri("object=muhur")
    for wrong in ("00000000", "11111111"):
        hsm.set_pin(wrong)
        for _ in range(3):
            _MODULES.pop(hsm.module, None)
            assert code(Vault(tmp_path, "a passphrase of the tests", hsm.module), uri) == "vault.hsm_pin"
    assert logins.count == 2
    (held,) = tmp_path.glob("refused-pin-*")
    assert stat.S_IMODE(held.stat().st_mode) == 0o600
    for plain in (b"11111111", hashlib.sha256(b"11111111").digest()):
        assert plain not in held.read_bytes()
    hsm.set_pin(PIN)
    assert Vault(tmp_path, "a passphrase of the tests", hsm.module).signer(uri).sign(b"m")
    assert logins.count == 3
    assert held.read_bytes() == b"", "what was taken leaves nothing to remember"


def test_of_many_processes_one_tries_a_wrong_pin(hsm: SoftHsm, tmp_path: Path, logins: Logins) -> None:
    hsm.set_pin("00000000")
    name = key_name(hsm.uri("object=muhur").removeprefix("pkcs11:"), hsm.module)
    told: list[str] = []

    def process() -> None:
        try:
            _Module(hsm.module).sign(name, b"m", RefusedPins(tmp_path, b"secret"))
        except VaultRefused as refused:
            told.append(refused.code)

    threads = [threading.Thread(target=process) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["vault.hsm_pin"] * 6
    assert logins.count == 1


def test_where_nothing_can_be_remembered_a_key_signs_all_the_same(
    hsm: SoftHsm, tmp_path: Path, logins: Logins
) -> None:
    vault = Vault(tmp_path / "none", "a passphrase of the tests", hsm.module)
    hsm.set_pin("00000000")
    for _ in range(3):
        assert code(vault, hsm.uri("object=muhur")) == "vault.hsm_pin"
    assert logins.count == 1, "this process remembers by itself"
    hsm.set_pin(PIN)
    assert vault.signer(hsm.uri("object=muhur")).sign(b"m")


def test_a_pin_that_others_may_read_is_not_read(hsm: SoftHsm, tmp_path: Path) -> None:
    _MODULES.pop(hsm.module, None)
    vault = Vault(tmp_path, "a passphrase of the tests", hsm.module)
    hsm.pin_file.chmod(0o644)
    assert code(vault, hsm.uri("object=muhur")) == "vault.permissions"
    hsm.pin_file.unlink()
    assert code(vault, hsm.uri("object=muhur")) == "vault.hsm_pin"


def test_threads_share_the_session(hsm: SoftHsm, vault: Vault) -> None:
    signed: list[bytes] = []
    signer = vault.signer(hsm.uri("object=muhur"))
    threads = [
        threading.Thread(target=lambda: signed.extend(signer.sign(b"m") for _ in range(20))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed) == 160
    assert all(holds(ES256, P256.public_key(), b"m", one) for one in signed)


def test_a_token_that_was_away_signs_again(hsm: SoftHsm, vault: Vault) -> None:
    signer = vault.signer(hsm.uri("object=muhur"))
    assert signer.sign(b"m")
    hsm.take_out()
    try:
        for _ in range(2):
            with pytest.raises(VaultRefused, match="no token Oda") as told:
                signer.sign(b"m")
            assert told.value.code == "vault.hsm_unreachable"
    finally:
        hsm.put_back()
    assert holds(ES256, P256.public_key(), b"m", signer.sign(b"m"))


MODULE = Path("/usr/lib/module.so")


@pytest.mark.parametrize(
    ("uri", "code"),
    [
        ("token=Oda;object=m?pin-source=/p&module-path=/tmp/other.so", "vault.hsm_module"),
        ("token=Oda;object=m?pin-value=1234", "vault.uri"),
        ("token=Oda;object=m", "vault.uri"),
        ("token=Oda;object=m?pin-source=relative", "vault.uri"),
        ("token=Oda?pin-source=/p", "vault.uri"),
        ("object=m?pin-source=/p", "vault.uri"),
        ("token=Oda;token=B;object=m?pin-source=/p", "vault.uri"),
        ("token=Oda;object=m;type=public?pin-source=/p", "vault.uri"),
        ("token=Oda;object=m;slot-id=3?pin-source=/p", "vault.uri"),
        ("", "vault.uri"),
    ],
)
def test_other_names_are_refused(uri: str, code: str) -> None:
    with pytest.raises(VaultRefused) as told:
        key_name(uri, MODULE)
    assert told.value.code == code


def test_a_name_is_read_as_its_standard_says() -> None:
    found = key_name(
        "token=Elektrik%20Odas%C4%B1;id=%01%ff?pin-source=file:/run/pin&module-path=/usr/lib/module.so",
        MODULE,
    )
    assert (found.token, found.label, found.id, found.pin_file) == (
        "Elektrik Odası",
        None,
        b"\x01\xff",
        Path("/run/pin"),
    )
    with pytest.raises(VaultRefused, match="no such PKCS#11 module"):
        key_name("token=Oda;object=m?pin-source=/p", None)
