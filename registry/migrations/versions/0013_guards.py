"""Row-level security for every table, and triggers that keep numbers, intents and status lists from going back."""

from alembic import op

from registry.migrations.never_back import any_direction, only_forward
from registry.migrations.row_security import CHAMBER, NO_CHAMBER, bind_to_chamber, unbind

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OF_THE_RUN = (
    "SELECT 1 FROM runs JOIN programmes ON programmes.code = runs.programme_code "
    f"WHERE runs.id = run_id AND programmes.chamber_code = {CHAMBER}"
)
# Read by everybody, written by the chamber alone.
PUBLISHED = {
    "chambers": f"code = {CHAMBER}",
    "programmes": f"chamber_code = {CHAMBER}",
    "programme_versions": f"chamber_code = {CHAMBER}",
    "runs": f"EXISTS (SELECT 1 FROM programmes WHERE code = programme_code AND chamber_code = {CHAMBER})",
    "status_lists": f"chamber_code = {CHAMBER}",
    # The installation's own.
    "installation": NO_CHAMBER,
    "signing_keys": NO_CHAMBER,
    "trust_bundles": NO_CHAMBER,
}
# Read and written by the one alone.
OWN = {
    "run_trainers": f"EXISTS ({_OF_THE_RUN}) AND EXISTS (SELECT 1 FROM trainers WHERE trainers.id = trainer_id)",
    "idempotency_keys": NO_CHAMBER,
    "tries": NO_CHAMBER,
}
FORWARD = {
    "status_lists": (
        "NEW.version > OLD.version AND NEW.signed_at >= OLD.signed_at "
        "AND NEW.chamber_code = OLD.chamber_code AND NEW.number = OLD.number"
    ),
    "serial_counters": (
        "NEW.last_serial >= OLD.last_serial AND NEW.issued >= OLD.issued "
        "AND NEW.chamber_code = OLD.chamber_code AND NEW.year = OLD.year AND NEW.kind = OLD.kind"
    ),
}
_KEPT = (
    "id", "chamber_code", "run_id", "member_id", "belge_no", "verification_code", "status_list", "status_index",
    "made_at", "ordinal",
)
# An intent stays as it was allocated; once its member is erased its nonce may go, and nothing else.
_FORGOTTEN = (
    "length(NEW.log_nonce) = 0 AND "
    + " AND ".join(f"NEW.{name} = OLD.{name}" for name in _KEPT)
    + " AND EXISTS (SELECT 1 FROM members WHERE members.id = OLD.member_id AND members.erased_at IS NOT NULL)"
)


def upgrade() -> None:
    """Apply."""
    for table, mine in PUBLISHED.items():
        bind_to_chamber(table, mine, public=True)
    for table, mine in OWN.items():
        bind_to_chamber(table, mine)
    if op.get_bind().dialect.name == "postgresql":
        # A chamber's own row is made when there is no chamber yet.
        op.execute(f"CREATE POLICY made ON chambers FOR INSERT TO muhur_app WITH CHECK ({NO_CHAMBER})")
    for table, allowed in FORWARD.items():
        only_forward(table, allowed)
    # One that never got a document may be forgotten; its number stays spent.
    unused = "NOT EXISTS (SELECT 1 FROM credentials WHERE credentials.id = OLD.id)"
    only_forward("issue_intents", _FORGOTTEN, deletable=unused)


def downgrade() -> None:
    """Undo."""
    for table in ("issue_intents", *FORWARD):
        any_direction(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP POLICY made ON chambers")
    for table in (*PUBLISHED, *OWN):
        unbind(table)
