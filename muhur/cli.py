"""The command ``muhur``. Exit codes: 0 ok, 1 no, 2 wrong usage, 3 could not tell (DESIGN section 5)."""

from collections.abc import Callable

import typer

from muhur.commands import (
    access,
    asked,
    auditing,
    batches,
    catalogue,
    delegating,
    demonstrating,
    install,
    issuing,
    living,
    notices,
    operating,
    paper,
    people,
    privacy,
    reissuing,
    reporting,
    seals,
    successors,
    training,
    verifying,
)
from muhur.commands.designs import designing
from muhur.commands.forms import conforming, proving
from muhur.commands.signing_keys import keys
from muhur.commands.trust import log_auditing, transparency, witnessing

app = typer.Typer(
    help="Mühür: TMMOB belgeleri · verifiable documents of TMMOB",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demonstrating.demo)
app.command("init")(install.init)
app.command("serve")(install.serve)
app.command("backup")(operating.backup)
app.command("doctor")(operating.doctor)
app.command("restore")(operating.restore)
app.command("worker")(operating.worker)
app.command("verify")(verifying.verify)
app.command("issue")(issuing.issue)
app.command("pdf")(seals.pdf)
app.command("pdfs")(seals.pdfs)
app.command("suspend")(living.suspend)
app.command("reinstate")(living.reinstate)
app.command("revoke")(living.revoke)
app.command("visa")(living.visa)
app.command("renew")(successors.renew)
app.command("correct")(successors.correct)
app.command("report")(reporting.report)
app.command("vc-api")(conforming.vc_api)

_GROUPS: dict[str, tuple[str, dict[str, Callable[..., None]]]] = {
    "log": (
        "Şeffaflık günlüğü · transparency log",
        {
            "show": transparency.log_show,
            "begin": transparency.log_begin,
            "check": transparency.log_check,
            "audit": log_auditing.log_audit,
        },
    ),
    "witness": (
        "Günlük tanığı · a witness of logs",
        {
            "init": witnessing.witness_init,
            "watch": witnessing.witness_watch,
            "serve": witnessing.witness_serve,
        },
    ),
    "audit": (
        "Denetim izi · audit trail",
        {
            "list": auditing.audit_list,
            "check": auditing.audit_check,
            "forget-year": auditing.audit_forget_year,
        },
    ),
    "batch": (
        "Toplu işler · batches",
        {
            "list": batches.batch_list,
            "show": batches.batch_show,
            "submit": batches.batch_submit,
            "approve": batches.batch_approve,
            "return": batches.batch_return,
            "withdraw": batches.batch_withdraw,
            "issue": batches.batch_issue,
        },
    ),
    "chambers": (
        "Odalar · chambers",
        {"list": catalogue.chambers_list, "signers": catalogue.chambers_signers},
    ),
    "delegations": (
        "Onay yetkisinin devri · delegations",
        {
            "lend": delegating.delegations_lend,
            "list": delegating.delegations_list,
            "end": delegating.delegations_end,
        },
    ),
    "design": (
        "Belge tasarımları · certificate designs",
        {
            "list": designing.design_list,
            "preview": designing.design_preview,
            "check": designing.design_check,
            "use": designing.design_use,
        },
    ),
    "members": (
        "Üyeler · members",
        {
            "import": catalogue.members_import,
            "show": people.members_show,
            "search": people.members_search,
            "rename": people.members_rename,
            "status": people.members_status,
            "contact": people.members_contact,
            "invite": access.members_invite,
            "merge": people.members_merge,
            "transfer": people.members_transfer,
        },
    ),
    "notices": (
        "Bildirimler · notices",
        {"list": notices.notices_list, "retry": notices.notices_retry},
    ),
    "paper": (
        "Devralınan belgeler · earlier paper",
        {
            "enter": paper.paper_enter,
            "list": paper.paper_list,
            "approve": paper.paper_approve,
            "return": paper.paper_return,
            "end": paper.paper_end,
            "complete": paper.paper_complete,
            "reissue": reissuing.paper_reissue,
        },
    ),
    "privacy": (
        "Kişisel veriler (KVKK) · personal data",
        {
            "erase": privacy.privacy_erase,
            "export": privacy.privacy_export,
            "retention": privacy.privacy_retention,
        },
    ),
    "programmes": (
        "Eğitim programları · programmes",
        {
            "change": training.programmes_change,
            "close": training.programmes_close,
            "import": catalogue.programmes_import,
        },
    ),
    "programs": (
        "Programlar · programs that call the interface",
        {"add": access.programs_add, "list": access.programs_list, "revoke": access.programs_revoke},
    ),
    "quotas": (
        "Günlük sınırlar · daily quotas",
        {"show": notices.quotas_show, "set": notices.quotas_set},
    ),
    "requests": (
        "Üye başvuruları · members' requests",
        {
            "list": asked.requests_list,
            "decide": asked.requests_decide,
            "carry-out": asked.requests_carry_out,
        },
    ),
    "runs": (
        "Açılan eğitimler · runs",
        {"add": catalogue.runs_add, "import": catalogue.runs_import, "list": catalogue.runs_list},
    ),
    "seals": (
        "PDF mühürleri · seals of PDFs",
        {
            "add": seals.seals_add,
            "again": seals.seals_again,
            "end": seals.seals_end,
            "list": seals.seals_list,
            "make": seals.seals_make,
        },
    ),
    "shares": (
        "Paylaşım bağlantıları · share links",
        {"list": asked.shares_list, "end": asked.shares_end},
    ),
    "specialization": (
        "Uzmanlık kaydı · specialization record",
        {"show": people.specialization_show, "ask": people.specialization_ask},
    ),
    "sets": (
        "Üretilmiş veri · generated sets",
        {"report": reporting.sets_report, "capacity": reporting.sets_capacity},
    ),
    "trainers": (
        "Eğiticiler · trainers",
        {"import": training.trainers_import, "list": training.trainers_list},
    ),
    "approvals": (
        "Sürekli onaylar · standing approvals",
        {
            "add": training.approvals_add,
            "approve": training.approvals_approve,
            "end": training.approvals_end,
            "list": training.approvals_list,
        },
    ),
    "sicil": ("Sicil kayıtları · sicil entries", {"check": issuing.sicil_check}),
    "keys": (
        "İmza anahtarları · signing keys",
        {
            "list": keys.keys_list,
            "proofs": proving.keys_proofs,
            "introduce": keys.keys_introduce,
            "confirm": keys.keys_confirm,
            "activate": keys.keys_activate,
            "rotate": keys.keys_rotate,
            "retire": keys.keys_retire,
            "compromise": keys.keys_compromise,
            "block": keys.keys_block,
            "drill": keys.keys_drill,
        },
    ),
    "trust": (
        "Güven paketi · trust bundle",
        {"export": verifying.trust_export, "renew": verifying.trust_renew},
    ),
    "users": (
        "Kullanıcılar · users",
        {
            "add": access.users_add,
            "list": access.users_list,
            "deactivate": access.users_deactivate,
            "invite": access.users_invite,
            "code": access.users_code,
            "token": access.users_token,
        },
    ),
    "watches": ("İzlenen belgeler · followed documents", {"count": asked.watches_count}),
    "db": ("Veritabanı · database", {"upgrade": install.db_upgrade}),
}
for name, (title, commands) in _GROUPS.items():
    group = typer.Typer(help=title, no_args_is_help=True)
    for command, function in commands.items():
        group.command(command)(function)
    app.add_typer(group, name=name)


def main() -> None:
    """Entry point."""
    app()


if __name__ == "__main__":
    main()
