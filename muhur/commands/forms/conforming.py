"""``muhur vc-api``: the doors that public conformance suites ask, on this machine alone."""

from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from muhur.clock import system_now
from muhur.commands.shared import CommandRefused, ends_with_refusals, out
from muhur.conformance.party import SuiteParty, further_contexts
from muhur.conformance.routes import application
from registry.forms.linked_data import LinkedData

# Suites come over the loopback interface; nobody else shall reach an issuer that signs whatever it is given.
_HOST = "127.0.0.1"


@ends_with_refusals
def vc_api(
    port: Annotated[int, typer.Option("--port", help="Kapı · Port to listen on")] = 8040,
    contexts: Annotated[
        Path | None, typer.Option("--contexts", help="Ek JSON-LD bağlamları · Folder of further contexts")
    ] = None,
) -> None:
    """Uygunluk sınamaları için VC-API; geçici anahtarla, yalnız bu makinede · VC-API for conformance suites."""
    try:
        more = {} if contexts is None else further_contexts(contexts)
    except OSError as error:
        raise CommandRefused("file.missing", path=contexts) from error
    party = SuiteParty(LinkedData("http://localhost", more))
    out.print(f"{party.did}\nhttp://{_HOST}:{port}/credentials/issue", markup=False, emoji=False)
    uvicorn.run(application(party, system_now), host=_HOST, port=port, log_level="warning")
