"""Time-stamps (RFC 3161) and revocation data for seals beyond B-B, asked for over HTTP.

Each request has its time limit; proxies named in the environment are not used. A time-stamp is checked before it goes
into a file: whoever answers for the authority cannot spoil an original.
"""

from dataclasses import dataclass
from datetime import timedelta

from asn1crypto import cms, x509
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import extract_ts_certs
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.fetchers import OwnedFetcherBackend
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend

from issuer.paper.sealing import B_LT, AnotherUnit, SealingRefused, Stamping
from keys.seal_certificate import ODA_IMZASI, SealCertificate
from keys.time_stamp import holds, written

# How far the clocks of this machine and of the responders may be apart.
_TOLERANCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class TimeStampAuthority:
    """Where time-stamps are asked for; ``login`` is name and password where it wants them, ``seconds`` the limit."""

    url: str
    seconds: float
    login: tuple[str, str] | None = None


def stamping(authority: TimeStampAuthority, form: str, roots: tuple[bytes, ...]) -> Stamping:
    """How seals of ``form`` (B-T or B-LT) are set. ``roots``: DER of those whom ESHS and time-stamps lead back to."""
    stamper = _CheckedTimeStamper(authority.url, timeout=authority.seconds, auth=authority.login)

    def context(seal: SealCertificate) -> ValidationContext:
        # The union's own authority is its own root: it stands in the bundle, not in a list of providers.
        own = seal.chain[-1:] if seal.level == ODA_IMZASI else ()
        backend = AIOHttpFetcherBackend(per_request_timeout=authority.seconds)
        return ValidationContext(
            trust_roots=[x509.Certificate.load(der) for der in (*roots, *own)],
            other_certs=[x509.Certificate.load(der) for der in seal.chain],
            allow_fetching=True,
            revocation_mode="hard-fail",
            time_tolerance=_TOLERANCE,
            fetcher_backend=OwnedFetcherBackend(backend),
        )

    return Stamping(stamper, context if form == B_LT else None, stamper.forget)


class _CheckedTimeStamper(HTTPTimeStamper):
    """A time-stamp that is not over what was asked, or does not hold, is no time-stamp."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """The token in the form that a seal carries; raises ``SealingRefused``."""
        try:
            given = await super().async_timestamp(message_digest, md_algorithm)
            token = written(given)
            held = holds(token, md_algorithm, message_digest)
            # What its certificate leads back by; of an authority with several units each is learned when it is met.
            self.cert_registry.register_multiple([one.chosen for one in given["content"]["certificates"]])
        # An answer that is no token reaches many errors of the parser.
        except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise SealingRefused("seal.timestamp_unreachable") from error
        if not held:
            raise SealingRefused("seal.timestamp_unreachable")
        (certificate,) = extract_ts_certs(token, self.cert_registry)
        if self._certs and certificate.issuer_serial not in self._certs:
            self._certs[certificate.issuer_serial] = certificate
            raise AnotherUnit("seal.timestamp_unreachable")
        return token

    def forget(self) -> None:
        """What was learned of the authority's certificates: one of them may have ended."""
        self._certs.clear()
        self._dummy_response_cache.clear()
