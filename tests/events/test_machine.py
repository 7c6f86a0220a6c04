"""Random lives of several documents against a small model of the rules.

After every step: the status bit says what the standing says (I4), what was revoked never comes back (I8), the chain
and the states are whole.
"""

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from issuer.events.bulk import carry_out_list
from issuer.events.order import Order
from issuer.events.single import carry_out
from muhur.installation import Home
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.istanbul import day_of
from registry.refusal import Refusal
from registry.standing import standing_of
from tests.support.acts import act_of, means_of, officer
from tests.support.bits import assert_bits_tell_the_register
from tests.support.living import issued
from tests.support.register import reopened
from tests.support.soak import FACTOR

BEGIN = datetime(2026, 2, 2, 9, tzinfo=UTC)
COUNT = 3


@dataclass
class Model:
    """What the rules say about one document, in the fewest words."""

    state: str = "yayinda"
    visas: set[int] = field(default_factory=lambda: {2025})

    def standing(self, day: date) -> str:
        if self.state != "yayinda":
            return {"iptal": "revoked", "askida": "suspended"}[self.state]
        due = day.year if (day.month, day.day) > (3, 31) else day.year - 1
        return "valid" if max(self.visas) >= due else "visa_missing"


class Lives(RuleBasedStateMachine):
    template: Path
    open_template: Home

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.folder / "home")
        self.home = reopened(self.folder / "home")
        with self.home.store.reading() as records:
            self.numbers = sorted(records.credentials.numbers_of_chamber("MMO").values())
        self.models = {number: Model() for number in self.numbers}
        self.now = BEGIN
        self.revoked: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.home.store.close()
            shutil.rmtree(self.folder)

    @rule(days=st.integers(1, 90))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        # The night in between: bits that time has made true.
        from issuer.status_list import refresh_all

        refresh_all(self.home.store, self.home.open_key, self.now)

    @rule(place=st.integers(0, COUNT - 1), action=st.sampled_from(["suspend", "reinstate", "revoke"]))
    def decide(self, place: int, action: str) -> None:
        number, model = self.numbers[place], self.models[self.numbers[place]]
        allowed = {"suspend": ("yayinda",), "reinstate": ("askida",), "revoke": ("yayinda", "askida")}[action]
        assert self._tried(number, self._order(action)) == (model.state in allowed)
        if model.state in allowed:
            model.state = {"suspend": "askida", "reinstate": "yayinda", "revoke": "iptal"}[action]
        if model.state == "iptal":
            self.revoked.add(number)

    @rule(place=st.integers(0, COUNT - 1), year=st.integers(2025, 2031))
    def visa(self, place: int, year: int) -> None:
        number, model = self.numbers[place], self.models[self.numbers[place]]
        fits = model.state == "yayinda" and max(model.visas) < year <= self.now.year and self.now.year < 2030
        assert self._tried(number, Order("visa", visa_year=year)) == fits
        if fits:
            model.visas.add(year)

    @rule(action=st.sampled_from(["suspend", "reinstate", "revoke"]))
    def decide_on_all(self, action: str) -> None:
        before = {"suspend": {"yayinda"}, "reinstate": {"askida"}, "revoke": {"yayinda", "askida"}}[action]
        after = {"suspend": "askida", "reinstate": "yayinda", "revoke": "iptal"}[action]
        given = [(place, number) for place, number in enumerate(self.numbers)]
        order = self._order(action)
        report = carry_out_list(means_of(self.home), act_of(at=self.now), given, order)
        again = carry_out_list(means_of(self.home), act_of(at=self.now), given, order)
        for row, second in zip(report.rows, again.rows, strict=True):
            model = self.models[row.belge_no]
            if row.result == "done":
                assert model.state in before and second.result == "already"
                model.state = after
            else:
                assert row.result == "already" or model.state not in before
            if model.state == "iptal":
                self.revoked.add(row.belge_no)

    def _order(self, action: str) -> Order:
        decision = BoardDecision(f"{self.now.month}/{self.now.year}", day_of(self.now))
        return Order(action, None if action == "reinstate" else "talep", decision=decision)

    def _tried(self, number: str, order: Order) -> bool:
        act = officer(at=self.now) if order.action == "visa" else act_of(at=self.now)
        try:
            carry_out(means_of(self.home), act, number, order)
        except Refusal:
            return False
        return True

    @invariant()
    def the_register_tells_the_model(self) -> None:
        if not hasattr(self, "home"):
            return
        with self.home.store.reading() as records:
            living = records.standings.living("MMO", self.numbers)
            assert check_chamber(records, "MMO").holds
        today = day_of(self.now)
        for number, one in living.items():
            expected = (
                "expired" if today > date(2030, 9, 1) and self.models[number].state == "yayinda" else None
            )
            assert standing_of(one.facts, today).code == (expected or self.models[number].standing(today))
        assert all(living[number].state.state == "iptal" for number in self.revoked)
        assert_bits_tell_the_register(self.home, "MMO", self.now)


@pytest.mark.slow
def test_random_lives_follow_the_rules(home: Home) -> None:
    issued(home, COUNT, run="MMO-MT-01/2025-9", at=datetime(2025, 9, 1, 9, tzinfo=UTC))
    Lives.template = home.settings.home
    home.store.close()
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Lives,
        settings=settings(
            max_examples=12 * FACTOR,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
