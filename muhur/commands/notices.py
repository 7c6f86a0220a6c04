"""``muhur notices`` and ``muhur quotas``: what is to be sent, and how much a chamber may do in a day."""

from typing import Annotated, Any

import typer

from muhur.clock import system_now
from muhur.commands.access import operator_act
from muhur.commands.acting import chamber_named, read_id
from muhur.commands.catalogue import ChamberOption
from muhur.commands.shared import (
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    opened,
    out,
    print_json,
)
from registry.istanbul import ISTANBUL, day_of
from registry.notices.given_up import outbox_of, shown_recipient, try_again
from registry.notices.quotas import DEFAULTS, NAMES, quota_of, set_quota
from registry.records.asked.outbox import STATES, OutboxLine


@ends_with_refusals
def notices_list(
    chamber: ChamberOption,
    state: Annotated[str | None, typer.Option(help="waiting, sent, failed")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="En çok · At most")] = 50,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Gönderilecek ve gönderilen bildirimleri göster · List mails and webhook deliveries, newest first."""
    if state is not None and state not in STATES:
        raise UsageRefused("outbox.state", states=", ".join(STATES))
    found = opened(home)
    act = operator_act(found, system_now(), chamber_named(found, chamber))
    lines = outbox_of(found.store, act, state=state, limit=limit)
    if as_json:
        print_json([_line_json(one) for one in lines])
        return
    for one in lines:
        when = one.made_at.astimezone(ISTANBUL).strftime("%d.%m.%Y %H:%M")
        tail = f"  {one.last_error}" if one.last_error else ""
        out.print(
            f"{one.id}  {when}  {one.state:8} {one.channel:8} {one.template:22} {shown_recipient(one)}"
            f"  {one.tries}{tail}",
            markup=False,
        )


@ends_with_refusals
def notices_retry(
    chamber: ChamberOption,
    message: Annotated[
        list[str] | None, typer.Argument(help="Bildirimin kimliği · Id of a message", show_default=False)
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Vazgeçilenlerin hepsi · All that were given up")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Vazgeçilen bildirimleri yeniden dene · Let messages that were given up be sent again by the worker."""
    if bool(message) == everything:
        raise UsageRefused("outbox.which")
    found = opened(home)
    act = operator_act(found, system_now(), chamber_named(found, chamber))
    count = try_again(found.store, act, None if everything else [read_id(one) for one in message or ()])
    if as_json:
        print_json({"messages": count})
    else:
        out.print(f"{count} bildirim yeniden denenecek · messages will be tried again")


@ends_with_refusals
def quotas_show(chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Odanın günlük sınırlarını göster · Show a chamber's daily quotas and today's use."""
    found, now = opened(home), system_now()
    code = chamber_named(found, chamber)
    with found.store.reading(code) as records:
        rows = [
            (quota_of(records, code, what, now), records.quotas.used(code, what, day_of(now)))
            for what in DEFAULTS
        ]
    if as_json:
        print_json(
            [
                {"what": one.what, "per_day": one.per_day, "used_today": used, "alarm_email": one.alarm_email}
                for one, used in rows
            ]
        )
        return
    for one, used in rows:
        turkish, english = NAMES[one.what]
        out.print(
            f"{one.what:16} {used}/{one.per_day}  {turkish} · {english}  {one.alarm_email or ''}",
            markup=False,
        )


@ends_with_refusals
def quotas_set(
    what: Annotated[str, typer.Argument(help="documents, foreign_queries")],
    per_day: Annotated[int, typer.Argument(help="Günde en çok · At most a day")],
    chamber: ChamberOption,
    alarm: Annotated[
        str | None, typer.Option("--alarm", help="Haber verilecek e-posta · Address that is told")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Günlük sınır koy · Set a daily quota."""
    found = opened(home)
    code = chamber_named(found, chamber)
    act = operator_act(found, system_now(), code)
    with found.store.writing(code) as records:
        quota = set_quota(records, act, what, per_day, alarm)
    if as_json:
        print_json({"what": quota.what, "per_day": quota.per_day, "alarm_email": quota.alarm_email})
    else:
        out.print(f"{code} {quota.what}: {quota.per_day}", markup=False)


def _line_json(one: OutboxLine) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "state": one.state,
        "channel": one.channel,
        "template": one.template,
        "recipient": shown_recipient(one),
        "made_at": one.made_at.isoformat(),
        "due_at": one.due_at.isoformat(),
        "tries": one.tries,
        "sent_at": None if one.sent_at is None else one.sent_at.isoformat(),
        "failed_at": None if one.failed_at is None else one.failed_at.isoformat(),
        "last_error": one.last_error,
    }
