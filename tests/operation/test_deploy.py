"""The example files of deploy/ fit the program: commands, settings, limits, addresses."""

import re
from pathlib import Path

import typer.main

from muhur.cli import app
from muhur.http import MAX_BODY
from muhur.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def test_units_run_commands_that_exist_with_options_they_have() -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    ran = [
        line
        for path in UNITS
        for line in re.findall(r"^ExecStart=\S+/muhur (.+)$", path.read_text(), re.MULTILINE)
    ]
    assert len(ran) >= 5
    for line in ran:
        name, *words = line.split()
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, line


def test_files_name_settings_that_exist() -> None:
    named = {
        name
        for path in [*DEPLOY.iterdir(), *(DEPLOY.parent / "docs" / "operate").glob("*.md")]
        for name in re.findall(r"\bMUHUR_([A-Z_]+)\b", path.read_text(encoding="utf-8"))
    }
    assert named <= {name.upper() for name in Settings.model_fields}


def test_units_are_confined_and_have_the_passphrase_apart() -> None:
    assert len(UNITS) == 4
    for path in UNITS:
        text = path.read_text()
        assert "ProtectSystem=strict" in text and "NoNewPrivileges=true" in text and "UMask=0077" in text
        assert ("LoadCredential=" in text) == (path.name != "muhur-web.service")
        assert not re.search(r"MUHUR_VAULT_PASSPHRASE=", text)


def test_proxies_bound_the_body_hide_the_operators_doors_and_log_no_path() -> None:
    nginx, caddy = (DEPLOY / "nginx.conf").read_text(), (DEPLOY / "Caddyfile").read_text()
    megabytes = MAX_BODY // 1024 // 1024
    assert f"client_max_body_size {megabytes}m;" in nginx and f"max_size {megabytes}MB" in caddy
    for text in (nginx, caddy):
        assert "/metrics" in text and "/readyz" in text and "X-Request-Id" in text
    form = re.search(r"log_format muhur '([^']+)'", nginx)
    assert form is not None
    assert not re.search(r"\$(request|uri|request_uri|args|http_\w+|remote_\w+)\b", form[1])
    assert nginx.count("{") == nginx.count("}") and caddy.count("{") == caddy.count("}")


def test_the_pages_name_every_file() -> None:
    pages = "".join(
        path.read_text(encoding="utf-8") for path in (DEPLOY.parent / "docs" / "operate").glob("*.md")
    )
    for path in DEPLOY.iterdir():
        stem = "muhur-backup" if path.name.startswith("muhur-backup") else path.name
        assert stem in pages, path.name
