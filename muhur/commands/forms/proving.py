"""``muhur keys proofs``: keys of proofs inside JSON for an installation that was made without them."""

from muhur.clock import system_now
from muhur.commands.shared import HomeOption, JsonOption, ends_with_refusals, opened, tell
from muhur.forms.keeping import make_missing


@ends_with_refusals
def keys_proofs(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """JSON içinde imza anahtarı olmayan odalara üret · Make keys of proofs inside JSON where a chamber has none."""
    made = make_missing(opened(home), system_now())
    told = ", ".join(made) if made else "Eksik yok · none missing"
    tell(told, {"made": made}, as_json=as_json)
