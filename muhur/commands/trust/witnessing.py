"""``muhur witness …``: a witness of logs, run by somebody else than the log."""

from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.shared import HomeOption, JsonOption, ends_with_refusals, out, settings_for, tell

_LogOption = Annotated[
    list[str] | None, typer.Option("--log", help="Günlüğün anahtarı (log show) · Verifier key of a log")
]


@ends_with_refusals
def witness_init(
    name: Annotated[str, typer.Argument(help="Tanığın adı, ör. emo.org.tr/gunluk-tanigi · Its name")],
    log: _LogOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bir günlük tanığı oluştur, anahtarını göster · Make a witness of logs and show its key."""
    from muhur.witness.folder import create

    made = create(settings_for(home), name, log or [])
    tell(made.key.vkey, {"vkey": made.key.vkey, "logs": [key.vkey for key in made.logs]}, as_json=as_json)


@ends_with_refusals
def witness_watch(
    log: Annotated[list[str], typer.Argument(help="Günlüğün anahtarı (log show) · Verifier key of a log")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Tanığın izlediği günlüklere ekle · Let the witness watch a log as well."""
    from muhur.witness.folder import open_folder

    found = open_folder(settings_for(home)).watch(log)
    tell(
        "\n".join(key.vkey for key in found.logs), {"logs": [key.vkey for key in found.logs]}, as_json=as_json
    )


@ends_with_refusals
def witness_serve(
    host: Annotated[str | None, typer.Option(help="Dinlenecek adres · Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Kapı · Port")] = None,
    home: HomeOption = None,
) -> None:
    """Tanığı sun: günlükler son durumlarını ona gösterir · Serve the witness (C2SP tlog-witness)."""
    import uvicorn

    from muhur.witness.folder import open_folder
    from muhur.witness.serving import witness_app

    settings = settings_for(home, host=host, port=port)
    found = open_folder(settings)
    witness = found.open()
    out.print(found.key.vkey, markup=False)
    uvicorn.run(
        witness_app(witness, system_now),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
