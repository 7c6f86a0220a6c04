"""The vault: encrypted, owner-only files."""

import base64
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from keys.algorithms import ES256, holds, load_jwk
from keys.vault import Vault, VaultRefused

PASSPHRASE = "parola yeterince uzun"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def refusal(vault: Vault, uri: str) -> str:
    with pytest.raises(VaultRefused) as refused:
        vault.signer(uri)
    return refused.value.code


def key_file(folder: Path) -> Path:
    (found,) = folder.rglob("*.pem")
    return found


def test_a_key_signs_after_the_vault_was_opened_again(folder: Path) -> None:
    uri, jwk = Vault(folder, PASSPHRASE).create("emo")
    alg, public = load_jwk(jwk)
    assert alg == ES256
    assert holds(alg, public, b"m", Vault(folder, PASSPHRASE).signer(uri).sign(b"m"))
    assert uri.startswith("file:emo/k-")


def test_files_are_for_their_owner_only(folder: Path) -> None:
    Vault(folder, PASSPHRASE).create("emo")
    path = key_file(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.rglob("*.new")) == []


def test_an_open_folder_is_closed(folder: Path) -> None:
    (folder / "emo").mkdir(parents=True, mode=0o755)
    Vault(folder, PASSPHRASE).create("emo")
    assert stat.S_IMODE((folder / "emo").stat().st_mode) == 0o700


def test_no_private_material_lies_in_the_clear(folder: Path) -> None:
    uri, _ = Vault(folder, PASSPHRASE).create("emo")
    stored = key_file(folder).read_bytes()
    assert stored.startswith(b"-----BEGIN " + b"ENCRYPTED PRIVATE KEY-----")
    private = serialization.load_pem_private_key(stored, PASSPHRASE.encode())
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    secret = private.private_numbers().private_value.to_bytes(32, "big")
    body = base64.b64decode(b"".join(stored.splitlines()[1:-1]))
    assert secret not in body
    assert secret.hex() not in repr(Vault(folder, PASSPHRASE).signer(uri))


@pytest.mark.parametrize("passphrase", ["parola yeterince kısa", "Parola yeterince uzun", PASSPHRASE + " "])
def test_a_wrong_passphrase_opens_nothing(folder: Path, passphrase: str) -> None:
    uri, _ = Vault(folder, PASSPHRASE).create("emo")
    assert refusal(Vault(folder, passphrase), uri) == "vault.passphrase"


@pytest.mark.parametrize("passphrase", ["", "kısa", "11 karakter"])
def test_a_short_passphrase_is_no_passphrase(folder: Path, passphrase: str) -> None:
    with pytest.raises(VaultRefused) as refused:
        Vault(folder, passphrase)
    assert refused.value.code == "vault.passphrase"
    assert not folder.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o644, 0o666])
def test_a_key_that_others_may_reach_is_refused(folder: Path, mode: int) -> None:
    vault = Vault(folder, PASSPHRASE)
    uri, _ = vault.create("emo")
    key_file(folder).chmod(mode)
    assert refusal(vault, uri) == "vault.permissions"


@pytest.mark.parametrize(
    "name",
    ["", "emo", "emo/", "/emo", "../emo/k-1", "emo/../../k-1", "emo/..", "./k-1", "emo/k-1/x", "EMO/k-1", "emo/k-1\0", "emo/k-1\n", "ömo/k-1", "emo/k 1", "emo/" + "k" * 65],
)  # fmt: skip
def test_a_name_never_leaves_the_folder(folder: Path, name: str) -> None:
    assert refusal(Vault(folder, PASSPHRASE), f"file:{name}") == "vault.name"


@pytest.mark.parametrize("owner", ["..", "../x", "a/b", "", "EMO", ".", "-x"])
def test_no_key_is_made_for_an_owner_with_such_a_name(folder: Path, owner: str) -> None:
    with pytest.raises(VaultRefused) as refused:
        Vault(folder, PASSPHRASE).create(owner)
    assert refused.value.code == "vault.name"
    assert not folder.exists()


@pytest.mark.parametrize("uri", ["", "emo/k-1", "pkcs12:token=x", "FILE:emo/k-1", "http://x/emo/k-1"])
def test_an_unknown_scheme_has_no_signer(folder: Path, uri: str) -> None:
    assert refusal(Vault(folder, PASSPHRASE), uri) == "vault.scheme"


def test_a_missing_key(folder: Path) -> None:
    assert refusal(Vault(folder, PASSPHRASE), "file:emo/k-00000000") == "vault.missing"


def _pem(private: ec.EllipticCurvePrivateKey, encrypted: bool) -> bytes:
    sealing: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if encrypted:
        sealing = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealing)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "vault.passphrase"),
        (b"not a key", "vault.passphrase"),
        (_pem(ec.generate_private_key(ec.SECP256R1()), encrypted=False), "vault.passphrase"),
        (_pem(ec.generate_private_key(ec.SECP384R1()), encrypted=True), "vault.missing"),
    ],
    ids=["empty", "garbage", "unencrypted", "P-384"],
)
def test_a_file_that_is_no_encrypted_p256_key(folder: Path, content: bytes, code: str) -> None:
    vault = Vault(folder, PASSPHRASE)
    uri, _ = vault.create("emo")
    key_file(folder).write_bytes(content)
    assert refusal(vault, uri) == code


def test_every_key_is_another(folder: Path) -> None:
    vault = Vault(folder, PASSPHRASE)
    assert len({vault.create("emo")[0] for _ in range(20)}) == 20
