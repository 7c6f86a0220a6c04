"""Who calls, and what each role may do: the one table of rights (docs/operate/access.md).

A right counts for the caller's own chamber only, unless it is marked for the union. Programs have no role:
a scope of their token is the right.
"""

from dataclasses import dataclass

from registry.refusal import Refusal

OFFICER, APPROVER, REGISTRAR = "officer", "approver", "registrar"
ADMINISTRATOR, AUDITOR, MEMBER = "administrator", "auditor", "member"
PUBLIC, PROGRAM, SYSTEM = "public", "program", "system"
# Kinds of callers: a person with a login is a USER with roles; MEMBER, PROGRAM, PUBLIC, SYSTEM are kinds too.
USER = "user"
CHAMBER_ROLES = (OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR)
ROLES = (*CHAMBER_ROLES, AUDITOR, MEMBER, PUBLIC, PROGRAM)
# Whoever has one of these shows two things to sign in, or a passkey.
TWO_STEP_ROLES = frozenset({APPROVER, ADMINISTRATOR})
ROLE_NAMES = {
    OFFICER: ("Eğitim birimi sorumlusu", "Training officer"),
    APPROVER: ("Onaylayan", "Approver"),
    REGISTRAR: ("Sicil görevlisi", "Registrar"),
    ADMINISTRATOR: ("Oda yöneticisi", "Chamber administrator"),
    AUDITOR: ("TMMOB denetçisi", "TMMOB auditor"),
    MEMBER: ("Üye", "Member"),
    PUBLIC: ("Herkes", "Anyone"),
    PROGRAM: ("Program", "Program"),
}


class AccessRefused(Refusal):
    """The caller is unknown or may not do this."""


@dataclass(frozen=True, slots=True)
class Right:
    """Which roles have it, whether programs may carry it as a scope, and whether it reaches other chambers."""

    name: str
    roles: frozenset[str]
    programs: bool = False
    any_chamber: bool = False


def _right(name: str, *roles: str, programs: bool = False, any_chamber: bool = False) -> Right:
    return Right(name, frozenset(roles), programs, any_chamber)


RIGHTS = {
    one.name: one
    for one in (
        # Training: programmes, runs, trainers, evidence.
        _right("training:read", OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR, programs=True),
        _right("training:write", OFFICER, ADMINISTRATOR, programs=True),
        _right("evidence:write", OFFICER, programs=True),
        # Batches on their way to documents.
        _right("batches:read", OFFICER, APPROVER, ADMINISTRATOR, programs=True),
        _right("batches:prepare", OFFICER, ADMINISTRATOR, programs=True),
        _right("batches:decide", APPROVER),
        _right("standing_approvals:approve", APPROVER),
        # Documents and their life.
        _right("documents:read", OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR, programs=True),
        _right("documents:decide", APPROVER),
        _right("documents:visa", OFFICER, APPROVER, programs=True),
        _right("documents:export", APPROVER, ADMINISTRATOR),
        # Members and what they are authorised to do.
        _right("members:read", OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR, programs=True),
        _right("members:write", REGISTRAR, ADMINISTRATOR, programs=True),
        _right("members:erase", ADMINISTRATOR),
        # Apart from members:write: a program must not be able to let itself in as a member.
        _right("members:invite", REGISTRAR, ADMINISTRATOR),
        _right("specialization:read", OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR, programs=True),
        _right("specialization:ask", APPROVER, REGISTRAR, ADMINISTRATOR, programs=True, any_chamber=True),
        # Earlier paper.
        _right("inherited:prepare", OFFICER, REGISTRAR, ADMINISTRATOR),
        _right("inherited:decide", APPROVER),
        # Requests of members, users, programs, settings of the chamber.
        _right("requests:read", OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR),
        _right("requests:decide", APPROVER, REGISTRAR),
        # The decision is made by then; what is left is to prepare documents.
        _right("requests:carry_out", OFFICER, ADMINISTRATOR),
        _right("users:manage", ADMINISTRATOR),
        _right("delegations:manage", APPROVER, ADMINISTRATOR),
        _right("programs:manage", ADMINISTRATOR),
        _right("chamber:manage", ADMINISTRATOR),
        # Each step by one of them; that a new key takes two different ones is a rule of its own.
        _right("keys:manage", APPROVER, ADMINISTRATOR),
        _right("audit:own", ADMINISTRATOR),
        _right("reports:read", OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR, programs=True),
        # The union's auditor reads everything and changes nothing.
        _right("audit:read", AUDITOR, any_chamber=True),
        _right("union:reports", AUDITOR, any_chamber=True),
        _right("union:members", AUDITOR, any_chamber=True),
        # A member's own, and what everybody who signs in has: an account.
        _right("self", MEMBER),
        _right("account", *CHAMBER_ROLES, AUDITOR, MEMBER),
    )
}
SCOPES = tuple(name for name, one in RIGHTS.items() if one.programs)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking. ``id`` is a user's login, a program's client id, or a member's id as text.

    ``chamber_code`` is None for the union's auditor and the public; ``scopes`` count for programs only.
    ``lent_by`` are the logins of absent approvers in whose place the caller approves (their own right aside).
    """

    kind: str
    id: str
    chamber_code: str | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    lent_by: frozenset[str] = frozenset()

    def has(self, right: str) -> bool:
        """True if the caller carries this right, for whatever chamber."""
        found = RIGHTS[right]
        if self.kind == PROGRAM:
            return found.programs and right in self.scopes
        return bool(self.roles & found.roles)

    def own_chamber(self) -> str:
        """The code of the caller's chamber; raises ``AccessRefused`` for one who belongs to none."""
        if self.chamber_code is None:
            raise AccessRefused("access.not_found")
        return self.chamber_code

    def require(self, right: str, chamber_code: str | None = None) -> None:
        """Raise ``AccessRefused`` unless the caller has ``right`` for this chamber.

        A foreign chamber is refused like something that is not there, so that nothing can be told from it.
        """
        if self.kind == PUBLIC:
            raise AccessRefused("access.sign_in")
        if not self.has(right):
            raise AccessRefused("access.denied", right=right)
        if chamber_code is not None and chamber_code != self.chamber_code and not RIGHTS[right].any_chamber:
            raise AccessRefused("access.not_found")


ANYONE = Caller(PUBLIC, "", roles=frozenset({PUBLIC}))


def system(name: str, chamber_code: str | None = None) -> Caller:
    """The service itself: jobs, and the operator at the command line."""
    return Caller(SYSTEM, name, chamber_code, frozenset({SYSTEM}))
