"""What of a site's global settings of REST framework takes effect: what the table in docs/api.md says."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.http import JsonResponse
from rest_framework import parsers, permissions, renderers, throttling
from rest_framework.authentication import BaseAuthentication
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.response import Response
from rest_framework.settings import DEFAULTS
from rest_framework.test import APIClient
from rest_framework.views import exception_handler

from django_support_tickets import workflow
from django_support_tickets.models import SupportTicket
from tests import drf
from tests.api import routes
from tests.attachments import samples
from tests.attachments.samples import upload
from tests.factories import make_ticket, ticket_fields

pytestmark = pytest.mark.django_db

Use = Callable[..., None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Use:
    """Sets the site's ``REST_FRAMEWORK``."""
    return lambda **values: drf.use(monkeypatch, settings, **values)


@pytest.fixture
def ticket(customer: Any, staff: Any) -> SupportTicket:
    ticket = workflow.open_ticket(
        **ticket_fields(), user=customer, actor=customer, attachment=upload(samples.png(), "Kapı.png")
    )
    workflow.reply_as_staff(ticket=ticket, text="Günaydın", actor=staff)
    return ticket


@pytest.fixture
def own(customer: Any) -> APIClient:
    client = APIClient()
    client.force_login(customer)
    return client


def path(module_class: type) -> str:
    return f"{__name__}.{module_class.__name__}"


def opened(client: APIClient | None = None, **fields: Any) -> Any:
    return (client or APIClient()).post(routes.TICKETS, ticket_fields(**fields), format="json")


def is_file(response: Any) -> bool:
    return response.status_code == 200 and b"".join(response.streaming_content) == samples.png()


# Renderers and parsers


def _camel(data: Any) -> Any:
    if isinstance(data, dict):
        return {re.sub(r"_(\w)", lambda match: match[1].upper(), key): _camel(value) for key, value in data.items()}
    return [_camel(each) for each in data] if isinstance(data, list | tuple) else data


class CamelCaseRenderer(renderers.JSONRenderer):
    """As in djangorestframework-camel-case."""

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        return super().render(_camel(data), *args, **kwargs)


class CamelCaseParser(parsers.JSONParser):
    """Likewise."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        raise AssertionError("the views have parsers of their own")


def test_camel_case_in_answers_and_not_in_requests(
    use: Use, ticket: SupportTicket, own: APIClient, staff_api: APIClient
) -> None:
    use(DEFAULT_RENDERER_CLASSES=[path(CamelCaseRenderer)], DEFAULT_PARSER_CLASSES=[path(CamelCaseParser)])
    assert opened().json()["data"].keys() >= {"ticketId", "ticketNumber", "createdAt", "estimatedResponseTime"}
    listed = staff_api.get(routes.TICKETS).json()["results"][0]
    assert "ticketNumber" in listed
    assert "assignedToEmail" in staff_api.get(routes.detail(ticket)).json()
    assert "statusDisplay" in own.get(routes.mine(ticket)).json()
    assert "authorName" in own.get(routes.mine(ticket, "messages/")).json()["results"][0]
    assigned = staff_api.patch(routes.assign(ticket), {"assigned_to": None}, format="json")
    assert assigned.json()["data"]["assignedTo"] is None
    assert staff_api.patch(routes.assign(ticket), {"assignedTo": None}, format="json").status_code == 400
    assert opened(email="x").json().keys() == {"email"}
    multipart = APIClient().post(routes.TICKETS, {**ticket_fields(), "attachment": upload(samples.png(), "a.png")})
    assert multipart.status_code == 201


def test_json_alone(use: Use, ticket: SupportTicket, own: APIClient) -> None:
    use(DEFAULT_RENDERER_CLASSES=["rest_framework.renderers.JSONRenderer"])
    assert own.get(routes.mine(ticket), headers={"accept": "text/html"}).status_code == 406
    response = own.get(routes.mine(ticket, "attachment/"), headers={"accept": "image/png"})
    assert is_file(response)


def test_how_json_is_written(use: Use, ticket: SupportTicket, own: APIClient) -> None:
    use(UNICODE_JSON=False, COMPACT_JSON=False, STRICT_JSON=False)
    body = own.get(routes.mine(ticket)).content
    assert b"Ay\\u015fe" in body
    assert b'"name": ' in body
    # What is no JSON is no text, number or list either.
    for value in ("NaN", "Infinity"):
        raw = f'{{"rating": {value}}}'
        assert own.post(routes.mine(ticket, "rate/"), raw, content_type="application/json").status_code == 400


class AnyNegotiation(DefaultContentNegotiation):
    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def test_negotiation_and_metadata(use: Use, ticket: SupportTicket, own: APIClient) -> None:
    use(DEFAULT_CONTENT_NEGOTIATION_CLASS=path(AnyNegotiation), DEFAULT_METADATA_CLASS=None)
    assert own.get(routes.mine(ticket), headers={"accept": "text/x-nothing"}).status_code == 200
    assert own.options(routes.mine(ticket)).status_code == 405


def test_formats_in_the_url(use: Use, staff_api: APIClient, ticket: SupportTicket) -> None:
    assert staff_api.get(routes.TICKETS, {"format": "xml"}).status_code == 404
    assert staff_api.get(f"{routes.TICKETS.rstrip('/')}.json").status_code == 200
    use(URL_FORMAT_OVERRIDE="as", FORMAT_SUFFIX_KWARG="suffix")
    assert staff_api.get(routes.TICKETS, {"as": "xml"}).status_code == 404
    assert staff_api.get(routes.TICKETS, {"format": "xml"}).status_code == 200
    use(URL_FORMAT_OVERRIDE=None)
    assert staff_api.get(routes.TICKETS, {"as": "xml"}).status_code == 200


# Errors


def enveloped(exc: Exception, context: Any) -> Response | None:
    response = exception_handler(exc, context)
    return response and Response({"errors": response.data}, response.status_code, headers={"X-Handled": "1"})


def as_django(exc: Exception, context: Any) -> JsonResponse:
    return JsonResponse({"errors": str(exc)}, status=418)


def test_the_exception_handler_gets_frameworks_errors_and_not_the_workflows(
    use: Use, ticket: SupportTicket, own: APIClient, staff_api: APIClient
) -> None:
    use(EXCEPTION_HANDLER=f"{__name__}.enveloped")
    assert opened(email="x").json().keys() == {"errors"}
    assert staff_api.get(routes.detail(0)).json() == {"errors": {"detail": "No SupportTicket matches the given query."}}
    assert APIClient().get(routes.TICKETS).json().keys() == {"errors"}
    # Those that the specification words stay as it words them.
    refused = staff_api.patch(routes.update_status(ticket), {"status": "x"}, format="json")
    assert refused.json() == {"status": "error", "message": "Invalid status"}
    assert own.get(routes.mine("X")).json()["status"] == "error"
    use(EXCEPTION_HANDLER=f"{__name__}.as_django")
    assert opened(email="x").status_code == 418
    assert own.get(routes.mine(ticket)).status_code == 200


def test_errors_about_no_field(use: Use) -> None:
    use(NON_FIELD_ERRORS_KEY="general", LIST_SERIALIZER_ERRORS_AS_DICT=True)
    response = APIClient().post(routes.TICKETS, ["a"], format="json")
    assert response.status_code == 400
    assert response.json().keys() == {"general"}


# Who, and how often


class KeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Any) -> Any:
        email = request.headers.get("X-Key")
        return (get_user_model()._default_manager.get(email=email), None) if email else None

    def authenticate_header(self, request: Any) -> str:
        return "Key"


def test_authentication_is_the_sites(use: Use, ticket: SupportTicket, own: APIClient, customer: Any) -> None:
    use(DEFAULT_AUTHENTICATION_CLASSES=[path(KeyAuthentication)])
    keyed = APIClient(headers={"x-key": customer.email})
    assert keyed.get(routes.mine(ticket)).status_code == 200
    assert own.get(routes.mine(ticket)).status_code == 401
    assert APIClient().get(routes.mine(ticket)).headers["WWW-Authenticate"] == "TicketLink"
    # Only the download that the admin links to takes the session as well.
    for client in (keyed, own):
        response = client.get(routes.attachment(ticket))
        assert is_file(response)


def test_without_users_for_strangers(use: Use, ticket: SupportTicket) -> None:
    use(UNAUTHENTICATED_USER=None, UNAUTHENTICATED_TOKEN=None)
    assert opened().status_code == 201
    for url in (routes.TICKETS, routes.detail(ticket), routes.mine(ticket), routes.MY_TICKETS):
        assert APIClient().get(url).status_code in (401, 403), url
    assert APIClient().get(routes.attachment(ticket)).status_code in (401, 403)
    assert APIClient().post(routes.SEND_LINKS, {"email": ticket.email}).status_code == 202


class Nobody(permissions.BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return False


def test_permissions_are_the_apps(use: Use, ticket: SupportTicket, own: APIClient, staff_api: APIClient) -> None:
    use(DEFAULT_PERMISSION_CLASSES=[path(Nobody)])
    assert opened().status_code == 201
    assert staff_api.get(routes.TICKETS).status_code == 200
    assert own.get(routes.mine(ticket)).status_code == 200
    for client, url in ((staff_api, routes.attachment(ticket)), (own, routes.mine(ticket, "attachment/"))):
        response = client.get(url)
        assert is_file(response)
    assert APIClient().post(routes.SEND_LINKS, {"email": ticket.email}).status_code == 202
    # The list of what there is, at the API's root, is DRF's own.
    assert staff_api.get("/api/support/").status_code == 403


class Never(throttling.BaseThrottle):
    def allow_request(self, request: Any, view: Any) -> bool:
        return False

    def wait(self) -> float:
        return 7


def test_throttles_come_in_addition(
    use: Use, settings: Any, ticket: SupportTicket, own: APIClient, staff_api: APIClient
) -> None:
    use(DEFAULT_THROTTLE_CLASSES=[path(Never)])
    for response in (opened(), staff_api.get(routes.TICKETS), own.get(routes.mine(ticket))):
        assert response.status_code == 429
        assert response.headers["Retry-After"] == "7"
    use(DEFAULT_THROTTLE_CLASSES=[])
    settings.SUPPORT_TICKET_CLIENT_RATE = "1/hour"
    assert opened().status_code == 201
    assert opened().status_code == 429


def test_throttles_by_scope_and_their_rates(use: Use, own: APIClient, ticket: SupportTicket) -> None:
    use(
        DEFAULT_THROTTLE_CLASSES=[
            "rest_framework.throttling.ScopedRateThrottle",
            "rest_framework.throttling.UserRateThrottle",
        ],
        DEFAULT_THROTTLE_RATES={"user": "1/hour"},
        NUM_PROXIES=3,
    )
    assert own.get(routes.mine(ticket)).status_code == 200
    assert own.get(routes.mine(ticket)).status_code == 429


# Lists


def test_pages_filters_and_orderings_are_the_apps(
    use: Use, staff_api: APIClient, own: APIClient, customer: Any
) -> None:
    for _ in range(3):
        make_ticket(user=customer)
    use(
        DEFAULT_PAGINATION_CLASS="rest_framework.pagination.LimitOffsetPagination",
        PAGE_SIZE=2,
        DEFAULT_FILTER_BACKENDS=[],
        SEARCH_PARAM="q",
        ORDERING_PARAM="sort",
    )
    for page in (staff_api.get(routes.TICKETS).json(), own.get(routes.MY_TICKETS).json()):
        assert page.keys() == {"next", "previous", "results"}
        assert len(page["results"]) == 3
    assert staff_api.get(routes.TICKETS, {"status": "closed"}).json()["results"] == []
    # Two parameters have the names that the site gives them.
    assert staff_api.get(routes.TICKETS, {"q": "nothing"}).json()["results"] == []
    by_number = [
        each["ticket_number"] for each in staff_api.get(routes.TICKETS, {"sort": "ticket_number"}).json()["results"]
    ]
    assert by_number == sorted(by_number)
    assert len(staff_api.get(routes.TICKETS, {"page_size": 1}).json()["results"]) == 1


# Values


def test_times_and_numbers(use: Use, ticket: SupportTicket, staff_api: APIClient, own: APIClient) -> None:
    use(
        DATETIME_FORMAT="%d.%m.%Y",
        DATETIME_INPUT_FORMATS=["%d.%m.%Y"],
        DATE_FORMAT="%d",
        COERCE_DECIMAL_TO_STRING=False,
        COERCE_BIGINT_TO_STRING=True,
        UPLOADED_FILES_USE_URL=False,
        URL_FIELD_NAME="href",
        HTML_SELECT_CUTOFF=1,
    )
    day = re.compile(r"\d\d\.\d\d\.\d{4}")
    listed = staff_api.get(routes.TICKETS).json()["results"][0]
    assert day.fullmatch(listed["created_at"])
    assert day.fullmatch(own.get(routes.mine(ticket)).json()["created_at"])
    # The answer to a creation is the specification's, to the letter; filters take ISO 8601.
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.+Z", opened().json()["data"]["created_at"])
    assert staff_api.get(routes.TICKETS, {"created_after": "2020-01-01"}).json()["results"]
    assert listed["attachment"].endswith(routes.attachment(ticket))
    # Which REST framework 3.16 does not know yet.
    as_text = "COERCE_BIGINT_TO_STRING" in DEFAULTS
    assert listed["id"] == (str(ticket.pk) if as_text else ticket.pk)
    assert isinstance(own.get(routes.mine(ticket, "messages/")).json()["results"][0]["id"], int)


# Versions


VERSIONS = ("AcceptHeaderVersioning", "QueryParameterVersioning", "HostNameVersioning", "NamespaceVersioning")


@pytest.mark.parametrize("scheme", [*VERSIONS, "URLPathVersioning"])
def test_versions_leave_the_urls_alone(use: Use, ticket: SupportTicket, own: APIClient, scheme: str) -> None:
    use(
        DEFAULT_VERSIONING_CLASS=f"rest_framework.versioning.{scheme}",
        DEFAULT_VERSION="v1",
        ALLOWED_VERSIONS=["v1", "v2"],
        VERSION_PARAM="release",
    )
    assert opened().status_code == 201
    shown = own.get(routes.mine(ticket)).json()
    assert shown["attachment"] == f"http://testserver{routes.mine(ticket, 'attachment/')}"
    response = own.get(shown["attachment"])
    assert is_file(response)


def test_a_version_that_the_site_does_not_have(use: Use, ticket: SupportTicket, own: APIClient) -> None:
    use(
        DEFAULT_VERSIONING_CLASS="rest_framework.versioning.AcceptHeaderVersioning",
        DEFAULT_VERSION="v1",
        ALLOWED_VERSIONS=["v1"],
    )
    for version, code in (("v1", 200), ("v9", 406)):
        accept = f"application/json; version={version}"
        assert own.get(routes.mine(ticket), headers={"accept": accept}).status_code == code


# The table


def test_the_table_names_every_setting() -> None:
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    table = page.partition("(rest-framework-settings)=")[2].partition("\n\n(")[0]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`([A-Z_]+)`", row[1])]
    assert len(named) == len(set(named))
    # Versions differ in a few.
    assert set(DEFAULTS) <= set(named)
    assert {row[2].strip().partition(",")[0].partition(":")[0] for row in rows} <= {"yes", "no", "partly"}
