"""What the exceptions of other mail backends than Django's SMTP mean: see test_outbox for that one."""

import smtplib
import socket
import ssl
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from django_support_tickets.notifications.outcomes import Failure, Outcome, classify


class APIError(Exception):
    """As django-anymail raises it."""

    def __init__(self, status_code: int | None) -> None:
        super().__init__(f"answer {status_code}")
        self.status_code = status_code


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (400, Failure(Outcome.REFUSED)),
        (422, Failure(Outcome.REFUSED)),
        (401, Failure(Outcome.NOT_SENT, is_outage=True)),
        (403, Failure(Outcome.NOT_SENT, is_outage=True)),
        (429, Failure(Outcome.NOT_SENT, is_outage=True)),
        (503, Failure(Outcome.NOT_SENT, is_outage=True)),
        (408, Failure(Outcome.UNKNOWN, is_outage=True)),
        (500, Failure(Outcome.UNKNOWN, is_outage=True)),
        (502, Failure(Outcome.UNKNOWN, is_outage=True)),
        (504, Failure(Outcome.UNKNOWN, is_outage=True)),
        (200, Failure(Outcome.UNKNOWN)),
        (None, Failure(Outcome.UNKNOWN)),
    ],
)
def test_the_answer_of_a_providers_api(status: int | None, failure: Failure) -> None:
    assert classify(APIError(status)) == failure
    error = RuntimeError("no")
    error.response = SimpleNamespace(status_code=status)  # type: ignore[attr-defined]
    assert classify(error) == failure, "as requests raises it"


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ConnectionRefusedError("no"), Failure(Outcome.NOT_SENT, is_outage=True)),
        (socket.gaierror("no such host"), Failure(Outcome.NOT_SENT, is_outage=True)),
        (ssl.SSLCertVerificationError("expired"), Failure(Outcome.NOT_SENT, is_outage=True)),
        (ImportError("no such backend"), Failure(Outcome.NOT_SENT)),
        (ImproperlyConfigured("no such mailer"), Failure(Outcome.NOT_SENT)),
        (TimeoutError("silent"), Failure(Outcome.UNKNOWN, is_outage=True)),
        (ConnectionResetError("gone"), Failure(Outcome.UNKNOWN, is_outage=True)),
        (smtplib.SMTPServerDisconnected("gone"), Failure(Outcome.UNKNOWN, is_outage=True)),
        (RuntimeError("anything"), Failure(Outcome.UNKNOWN)),
        (smtplib.SMTPAuthenticationError(535, b"no"), Failure(Outcome.NOT_SENT, is_outage=True)),
        (smtplib.SMTPConnectError(554, b"no"), Failure(Outcome.NOT_SENT, is_outage=True)),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no"), "b": (450, b"later")}), Failure(Outcome.NOT_SENT)),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no")}), Failure(Outcome.REFUSED)),
        (smtplib.SMTPSenderRefused(-1, b"", "a@b.example"), Failure(Outcome.NOT_SENT)),
        (smtplib.SMTPDataError(-1, b""), Failure(Outcome.UNKNOWN)),
    ],
)
def test_what_is_raised_by_whomever(error: Exception, failure: Failure) -> None:
    assert classify(error) == failure


def raised(cause: Exception, wrap: Exception) -> Exception:
    with pytest.raises(type(wrap)) as caught:
        raise wrap from cause
    return caught.value


def test_a_backend_that_wraps_what_it_caught() -> None:
    assert classify(raised(smtplib.SMTPDataError(554, b"no"), RuntimeError())) == Failure(Outcome.REFUSED)
    assert classify(raised(APIError(429), RuntimeError())) == Failure(Outcome.NOT_SENT, is_outage=True)
    assert classify(raised(ConnectionRefusedError(), RuntimeError())) == Failure(Outcome.NOT_SENT, is_outage=True)
    assert classify(raised(TimeoutError(), RuntimeError())) == Failure(Outcome.UNKNOWN, is_outage=True)


def test_exceptions_that_lead_to_each_other_have_an_end() -> None:
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert classify(one) == Failure(Outcome.UNKNOWN)


def test_an_address_that_the_server_cannot_take_is_no_outage() -> None:
    class Server(smtplib.SMTP):
        def has_extn(self, opt: str) -> bool:
            return False

    server = Server()
    server.helo_resp, server.does_esmtp = b"250", True
    with pytest.raises(smtplib.SMTPNotSupportedError) as caught:
        server.sendmail("a@b.example", ["ü@b.example"], "text", ["SMTPUTF8"])
    assert classify(caught.value) == Failure(Outcome.NOT_SENT)
