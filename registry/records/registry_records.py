"""All records of one transaction, by noun."""

from sqlalchemy.engine import Connection

from registry.records.accesses import AccessRecords
from registry.records.accounts.authenticators import AuthenticatorRecords
from registry.records.accounts.codes import CodeRecords
from registry.records.accounts.idempotency import IdempotencyRecords
from registry.records.accounts.identities import IdentityRecords
from registry.records.accounts.passkeys import PasskeyRecords
from registry.records.accounts.passwords import PasswordRecords
from registry.records.accounts.programs import ProgramRecords
from registry.records.accounts.sessions import SessionRecords
from registry.records.accounts.tries import TryRecords
from registry.records.accounts.users import UserRecords
from registry.records.asked.outbox import OutboxRecords
from registry.records.asked.quotas import QuotaRecords
from registry.records.asked.reminders import ReminderRecords
from registry.records.asked.requests import RequestRecords
from registry.records.asked.sharing import SharingRecords
from registry.records.audit import AuditRecords
from registry.records.chambers import ChamberRecords
from registry.records.counting.bulk import BulkRecords
from registry.records.counting.checks import CheckRecords
from registry.records.counting.reports import ReportRecords
from registry.records.counting.waiting import WaitingRecords
from registry.records.credentials import CredentialRecords
from registry.records.history.key_life import KeyLifeRecords
from registry.records.history.listing import ListingRecords
from registry.records.history.standings import StandingRecords
from registry.records.history.status_events import StatusEventRecords
from registry.records.inherited import InheritedRecords
from registry.records.members import MemberRecords
from registry.records.membership import MembershipRecords
from registry.records.operation import OperationRecords
from registry.records.preparing.batches import BatchRecords
from registry.records.preparing.open_lists import OpenListRecords
from registry.records.preparing.supports import SupportRecords
from registry.records.privacy import PrivacyRecords
from registry.records.programmes import ProgrammeRecords
from registry.records.sealed import SealedRecords
from registry.records.sicil import SicilRecords
from registry.records.specialization import SpecializationRecords
from registry.records.status_lists import StatusListRecords
from registry.records.training import TrainingRecords
from registry.records.transparency.log import LogRecords
from registry.records.trust import TrustRecords


class Records:
    """What can be read and written inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.accesses = AccessRecords(connection)
        self.audit = AuditRecords(connection)
        self.authenticators = AuthenticatorRecords(connection)
        self.batches = BatchRecords(connection)
        self.bulk = BulkRecords(connection)
        self.chambers = ChamberRecords(connection)
        self.checks = CheckRecords(connection)
        self.codes = CodeRecords(connection)
        self.identities = IdentityRecords(connection)
        self.inherited = InheritedRecords(connection)
        self.idempotency = IdempotencyRecords(connection)
        self.key_life = KeyLifeRecords(connection)
        self.log = LogRecords(connection)
        self.members = MemberRecords(connection)
        self.outbox = OutboxRecords(connection)
        self.membership = MembershipRecords(connection)
        self.open_lists = OpenListRecords(connection)
        self.operation = OperationRecords(connection)
        self.passkeys = PasskeyRecords(connection)
        self.passwords = PasswordRecords(connection)
        self.privacy = PrivacyRecords(connection)
        self.programmes = ProgrammeRecords(connection)
        self.programs = ProgramRecords(connection)
        self.reminders = ReminderRecords(connection)
        self.reports = ReportRecords(connection)
        self.credentials = CredentialRecords(connection)
        self.quotas = QuotaRecords(connection)
        self.requests = RequestRecords(connection)
        self.sealed = SealedRecords(connection)
        self.sessions = SessionRecords(connection)
        self.sharing = SharingRecords(connection)
        self.sicil = SicilRecords(connection)
        self.supports = SupportRecords(connection)
        self.specialization = SpecializationRecords(connection)
        self.listing = ListingRecords(connection)
        self.standings = StandingRecords(connection)
        self.status_events = StatusEventRecords(connection)
        self.status_lists = StatusListRecords(connection)
        self.training = TrainingRecords(connection)
        self.tries = TryRecords(connection)
        self.trust = TrustRecords(connection)
        self.users = UserRecords(connection)
        self.waiting = WaitingRecords(connection)
