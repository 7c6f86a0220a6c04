"""Secrets sealed for the register: readable with the vault alone, by their owner's name alone."""

import stat
import threading
from pathlib import Path

import pytest

from keys.sealed_secrets import SealedSecrets
from keys.vault import VaultRefused

PASSPHRASE = "long enough for a test"


def test_what_was_sealed_is_opened_again_by_another_process(tmp_path: Path) -> None:
    sealed = SealedSecrets(tmp_path, PASSPHRASE, "totp").seal(b"secret", "user:ayse")
    assert b"secret" not in sealed
    assert SealedSecrets(tmp_path, PASSPHRASE, "totp").open(sealed, "user:ayse") == b"secret"
    key = tmp_path / "secrets" / "totp.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_the_same_secret_never_looks_the_same(tmp_path: Path) -> None:
    box = SealedSecrets(tmp_path, PASSPHRASE, "totp")
    assert box.seal(b"secret", "user:ayse") != box.seal(b"secret", "user:ayse")


@pytest.mark.parametrize("change", ["owner", "bit", "cut", "empty"])
def test_what_is_another_s_or_altered_is_refused(tmp_path: Path, change: str) -> None:
    box = SealedSecrets(tmp_path, PASSPHRASE, "totp")
    sealed, owner = box.seal(b"secret", "user:ayse"), "user:ayse"
    match change:
        case "owner":
            owner = "member:ayse"
        case "bit":
            sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        case "cut":
            sealed = sealed[:10]
        case "empty":
            sealed = b""
    with pytest.raises(VaultRefused) as refused:
        box.open(sealed, owner)
    assert refused.value.code == "vault.sealed"


def test_keys_of_two_purposes_and_passphrases_are_apart(tmp_path: Path) -> None:
    sealed = SealedSecrets(tmp_path, PASSPHRASE, "totp").seal(b"secret", "user:ayse")
    with pytest.raises(VaultRefused):
        SealedSecrets(tmp_path, PASSPHRASE, "other").open(sealed, "user:ayse")
    with pytest.raises(VaultRefused, match="does not open"):
        SealedSecrets(tmp_path, "another passphrase", "totp").open(sealed, "user:ayse")
    with pytest.raises(VaultRefused, match="at least"):
        SealedSecrets(tmp_path, "short", "totp")
    (tmp_path / "secrets" / "totp.key").chmod(0o640)
    with pytest.raises(VaultRefused, match="others may read"):
        SealedSecrets(tmp_path, PASSPHRASE, "totp").open(sealed, "user:ayse")


def test_two_that_make_the_key_at_once_have_the_same(tmp_path: Path) -> None:
    boxes = [SealedSecrets(tmp_path, PASSPHRASE, "totp") for _ in range(4)]
    sealed: list[bytes] = []
    gate = threading.Barrier(4)

    def work(box: SealedSecrets) -> None:
        gate.wait()
        sealed.append(box.seal(b"secret", "user:ayse"))

    threads = [threading.Thread(target=work, args=(box,)) for box in boxes]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [boxes[0].open(one, "user:ayse") for one in sealed] == [b"secret"] * 4
