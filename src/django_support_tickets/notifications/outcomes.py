"""What the failure of an attempt means: was the mail refused, was it never handed over, or does nobody know?"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from django.core.exceptions import ImproperlyConfigured


class Outcome(Enum):
    """Of an attempt that failed; the values are for the log."""

    NOT_SENT = "was not sent"  # For certain, and a later attempt may succeed.
    REFUSED = "was refused for good"
    UNKNOWN = "may or may not have been sent"


class Failure(NamedTuple):
    """An outcome, and whether the next mail would most likely fare alike: the server is away, or knows us not."""

    outcome: Outcome
    is_outage: bool = False


# What smtplib raises before it sends a sender's address.
_BEFORE_A_MAIL = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)
# What is raised before a connection stands, whoever raises it.
_WITHOUT_CONNECTION = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
_SMTP_MODULES = frozenset({"smtplib", "django.core.mail.backends.smtp"})
# In smtplib: from the command DATA on, so that the text may have arrived.
_FROM_DATA_ON = frozenset({"data", "quit"})


def classify(error: BaseException) -> Failure:
    """Return what an exception of ``EmailMessage.send()`` means.

    An answer of the server decides (RFC 5321, section 4.2.1; RFC 9110, section 15). Where there is none, only a mail
    that cannot have reached it counts as not sent.
    """
    chain = [*_chain(error)]
    for cause in chain:
        failure = _by_smtp_answer(cause) or _by_http_status(cause)
        if failure is not None:
            return failure
    is_outage = any(isinstance(cause, OSError) for cause in chain)
    if not _may_have_been_taken(chain):
        is_outage = is_outage and not isinstance(error, smtplib.SMTPNotSupportedError)
        return Failure(Outcome.NOT_SENT, is_outage)
    return Failure(Outcome.UNKNOWN, is_outage)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Return an exception and those that led to it, the last one first."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _by_smtp_answer(error: BaseException) -> Failure | None:
    if isinstance(error, _BEFORE_A_MAIL):
        return Failure(Outcome.NOT_SENT, is_outage=True)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return _by_smtp_code(next((code for code in codes if code // 100 != 5), 550))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return _by_smtp_code(error.smtp_code)
    if isinstance(error, smtplib.SMTPDataError):
        # Of an answer that is none, after the text, nobody knows what it means.
        return _by_smtp_code(error.smtp_code) if error.smtp_code // 100 in (4, 5) else Failure(Outcome.UNKNOWN)
    return None


def _by_smtp_code(code: int) -> Failure:
    if code // 100 == 5:
        return Failure(Outcome.REFUSED)
    return Failure(Outcome.NOT_SENT, is_outage=code == 421)


def _by_http_status(error: BaseException) -> Failure | None:
    """Return what the answer of a provider's API means, which exceptions of django-anymail and requests carry."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if not isinstance(status, int) or status < 400:
        return None
    if status in (401, 403, 425, 429, 503):  # A wrong key, too early or too much, or away.
        return Failure(Outcome.NOT_SENT, is_outage=True)
    if status >= 500 or status == 408:  # Where it broke off, nobody knows.
        return Failure(Outcome.UNKNOWN, is_outage=True)
    return Failure(Outcome.REFUSED)


def _may_have_been_taken(chain: list[BaseException]) -> bool:
    frames = [frame for cause in chain for frame in _frames(cause)]
    if any(module == "smtplib" and function in _FROM_DATA_ON for module, function in frames):
        return True
    if any(module in _SMTP_MODULES for module, _function in frames):
        return False
    return not any(isinstance(cause, _WITHOUT_CONNECTION) for cause in chain) and not isinstance(
        chain[0], ImportError | ImproperlyConfigured
    )


def _frames(error: BaseException) -> Iterator[tuple[Any, str]]:
    """Return where an exception passed through: pairs of a module's and a function's name."""
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        yield frame.f_globals.get("__name__"), frame.f_code.co_name
        trace = trace.tb_next
