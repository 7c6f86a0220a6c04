"""Settings: the only place that reads the environment. All stand in docs/operate/settings.md."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_HOME = Path("muhur-home")


class Settings(BaseSettings):
    """Values of one process, frozen after reading. Every name is read as ``MUHUR_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="MUHUR_", frozen=True, extra="ignore")

    home: Path = Field(DEFAULT_HOME, description="Folder of the installation: keys, SQLite file, anchor.")
    public_url: str | None = Field(None, description="Public address, fixed at `muhur init`; not read later.")
    database_url: str | None = Field(None, description="SQLAlchemy URL; default a SQLite file in the home.")
    vault_passphrase: str | None = Field(None, description="Passphrase of the key vault.", repr=False)
    vault_passphrase_file: Path | None = Field(
        None, description="File with the vault's passphrase; default `vault.passphrase` in the home."
    )
    host: str = Field("127.0.0.1", description="Address that `muhur serve` listens on.")
    port: int = Field(8000, description="Port that `muhur serve` listens on.")
    look_up_seconds: float = Field(1.0, gt=0, description="How long a verdict waits for the register.")
    log_format: Literal["json", "console"] = Field("json", description="Form of the log lines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least important log lines that are written."
    )
    look_ups_a_minute: int = Field(
        12000, ge=0, description="How much one source may have checked in a minute; 0: no limit."
    )
    number_look_ups_a_minute: int = Field(
        60, ge=0, description="How many document numbers one source may look up in a minute; 0: no limit."
    )
    listed_numbers_an_hour: int = Field(
        5000, ge=0, description="How many numbers in lists one source may look up in an hour; 0: no limit."
    )
    status_ttl_hours: float = Field(
        24.0, gt=0, le=168, description="How long a status list may stand for the register's answer."
    )
    metrics_token: str | None = Field(
        None, min_length=16, description="Bearer token that /metrics asks for.", repr=False
    )
    token_minutes: int = Field(10, ge=1, le=60, description="How long an access token of a program lives.")
    worker_inside: bool = Field(True, description="Whether `muhur serve` also runs the jobs of the worker.")

    sealed_store: str | None = Field(
        None,
        description="Where sealed PDFs are kept: a folder, or s3://bucket/prefix; default `sealed` in the home.",
    )
    s3_endpoint: str | None = Field(
        None, description="Address of the S3-compatible service, if not AWS itself."
    )
    s3_region: str = Field("eu-central-1", description="Its region.")
    s3_access_key_id: str | None = Field(None, description="Access key there.")
    s3_secret_access_key: str | None = Field(None, description="Its secret.", repr=False)

    seal_form: Literal["B-B", "B-T", "B-LT"] = Field(
        "B-B", description="PAdES level of new seals: signed, with time-stamp, with revocation data too."
    )
    tsa_url: str | None = Field(None, description="Address of the time-stamp authority (RFC 3161).")
    tsa_user: str | None = Field(None, description="Name at the time-stamp authority, if it asks for one.")
    tsa_password: str | None = Field(None, description="Password there.", repr=False)
    seal_roots: Path | None = Field(
        None, description="PEM file of the roots of seal certificates (ESHS) and of the time-stamp authority."
    )
    seal_seconds: float = Field(
        10.0, gt=0, le=60, description="How long a time-stamp or revocation answer is waited for."
    )
    hsm_module: Path | None = Field(
        None, description="PKCS#11 module of the HSM that holds seal keys; no other is ever loaded."
    )

    log_witnesses: Path | None = Field(
        None, description="File with the witnesses of the log: a verifier key and an address a line."
    )
    log_quorum: int = Field(0, ge=0, description="How many of them must have signed a checkpoint.")

    smtp_url: str | None = Field(
        None, description="Mail server: smtp://, smtp+starttls:// or smtps:// [user@]host[:port]."
    )
    smtp_password: str | None = Field(None, description="Password at the mail server.", repr=False)
    mail_from: str = Field("muhur@localhost", description="Sender of notices.")

    oidc_issuer: str | None = Field(None, description="Issuer of an OpenID provider, as it names itself.")
    oidc_client_id: str | None = Field(None, description="What this installation is called there.")
    oidc_client_secret: str | None = Field(None, description="Its secret there.", repr=False)
    oidc_name: str = Field("Kurum hesabı", description="How the sign-in page calls the provider.")
    oidc_scope: str = Field("openid", description="Scopes that are asked for.")
    oidc_chamber_claim: str | None = Field(
        None, description="Claim with the chamber of a member, if the provider is trusted in that."
    )
    oidc_sicil_claim: str | None = Field(None, description="Claim with the sicil no, likewise.")

    @model_validator(mode="after")
    def _seals_have_what_they_ask(self) -> "Settings":
        """A form of seal whose authority is not named would refuse each document; better the start."""
        if self.seal_form != "B-B" and self.tsa_url is None:
            raise ValueError(f"MUHUR_SEAL_FORM={self.seal_form} needs MUHUR_TSA_URL")
        if self.seal_form == "B-LT" and self.seal_roots is None:
            raise ValueError("MUHUR_SEAL_FORM=B-LT needs MUHUR_SEAL_ROOTS")
        return self

    @property
    def registry_url(self) -> str:
        """Where the registry is."""
        return self.database_url or f"sqlite:///{(self.home / 'registry.sqlite3').absolute()}"

    @property
    def keys_folder(self) -> Path:
        """Where the vault lies."""
        return self.home / "keys"

    @property
    def log_folder(self) -> Path:
        """Where the newest checkpoint of the log is kept, outside the database."""
        return self.home / "log"

    @property
    def status_folder(self) -> Path:
        """Where copies of the published status lists lie."""
        return self.home / "status"

    @property
    def status_ttl(self) -> timedelta:
        """The same as a length of time."""
        return timedelta(hours=self.status_ttl_hours)

    @property
    def passphrase_path(self) -> Path:
        """The file the passphrase is read from unless it is a setting."""
        return self.vault_passphrase_file or self.home / "vault.passphrase"

    @property
    def anchor_path(self) -> Path:
        """The pinned anchor key (public JWK) of this home."""
        return self.home / "anchor.jwk"


def read_settings(**given: Any) -> Settings:
    """Settings from the environment; ``given`` (command-line options) win where they are not None."""
    return Settings(**{name: value for name, value in given.items() if value is not None})
