"""Clients generated from the schema: one in Python makes a visit, one in TypeScript is checked for its types."""

import importlib
import io
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.test import Client

from django_support_tickets.models import SupportTicket
from tests import services
from tests.attachments import samples
from tests.factories import make_user, ticket_fields

pytestmark = [pytest.mark.clients, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def generated(schema_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    if not shutil.which("openapi-python-client", path=Path(sys.executable).parent):
        services.unavailable("openapi-python-client is not installed; `make clients` brings it")
    directory = tmp_path_factory.mktemp("client")
    command = [Path(sys.executable).with_name("openapi-python-client"), "generate", "--meta", "none"]
    subprocess.run([*command, "--path", schema_file, "--output-path", directory / "support_client"], check=True)
    sys.path.insert(0, str(directory))
    yield importlib.import_module("support_client")
    sys.path.remove(str(directory))


def call(name: str, **arguments: Any) -> Any:
    """Call an operation and return its parsed answer."""
    group = "my_support_tickets" if name.startswith("my_") else "support_tickets"
    return importlib.import_module(f"support_client.api.{group}.{name}").sync(**arguments)


def test_every_module_can_be_imported(generated: ModuleType) -> None:
    names = [module.name for module in pkgutil.walk_packages(generated.__path__, "support_client.")]
    assert len(names) > 50
    for name in names:
        importlib.import_module(name)


def test_a_visit(generated: ModuleType, live_server: Any) -> None:
    models, types = (importlib.import_module(f"support_client.{name}") for name in ("models", "types"))
    clients = importlib.import_module("support_client.client")
    fields = {**ticket_fields(), "subject": models.SubjectEnum.DIĞER}
    file = types.File(payload=io.BytesIO(samples.pdf()), file_name="a.pdf", mime_type="application/pdf")
    with clients.Client(base_url=live_server.url) as nobody, sign_in(clients, live_server.url) as staff:
        plain = call("support_tickets_create", client=nobody, body=models.SupportTicket(**fields))
        full = models.SupportTicketWithFiles(**fields, attachment=file, attachments=[file])
        opened = call("support_tickets_create", client=nobody, body=full, idempotency_key="k")
        assert plain.status == opened.status == "success"

        page = call("support_tickets_list", client=staff, page_size=2)
        assert {ticket.ticket_number for ticket in page.results} == {
            plain.data.ticket_number,
            opened.data.ticket_number,
        }
        ticket = call("support_tickets_retrieve", client=staff, id=page.results[0].id)
        reply = models.SupportTicketNewMessageWithFiles(text="See the file.", attachments=[file])
        added = call("support_tickets_messages_create", client=staff, id=ticket.id, body=reply)
        download = call("support_tickets_file", client=staff, id=ticket.id, file=added.data.attachments[0].id)
        assert download.payload.read() == samples.pdf()
        version = call("support_tickets_retrieve", client=staff, id=ticket.id).version
        change = models.PatchedSupportTicketChange(notes="Called.", version=version)
        call("support_tickets_partial_update", client=staff, id=ticket.id, body=change)
    assert SupportTicket.objects.get(pk=ticket.id).notes == "Called."


def sign_in(clients: ModuleType, url: str) -> Any:
    """Return a client of staff."""
    browser = Client()
    browser.force_login(make_user(email="staff@shop.example", is_staff=True))
    # A token of CSRF's, in the cookie and in the header, as a page's own script sends it.
    token = "a" * 32
    return clients.Client(
        base_url=url,
        cookies={"sessionid": browser.cookies["sessionid"].value, "csrftoken": token},
        headers={"X-CSRFToken": token, "Referer": url},
        raise_on_unexpected_status=True,
    )


TYPESCRIPT = """
import type { components, paths } from "./schema";

type Create = paths["/api/support/tickets/"]["post"]["requestBody"];
const ticket: Create["content"]["application/json"] = {
  name: "Ada Lovelace", email: "ada@customer.example", subject: "Diğer", message: "A message that is long enough.",
};
const list: components["schemas"]["PaginatedSupportTicketListList"] = { results: [] };
// @ts-expect-error: JSON holds no files.
const wrong: Create["content"]["application/json"] = { ...ticket, attachments: ["x"] };
export { list, ticket, wrong };
"""


def test_openapi_typescript(schema_file: Path, tmp_path: Path) -> None:
    if not shutil.which("npm"):
        services.unavailable("npm is not installed")
    (tmp_path / "package.json").write_text('{"private": true}')
    (tmp_path / "use.ts").write_text(TYPESCRIPT)
    run = {"cwd": tmp_path, "check": True, "timeout": 300}
    subprocess.run(["npm", "install", "--silent", "--no-audit", "openapi-typescript@7", "typescript@5"], **run)
    subprocess.run(["npx", "openapi-typescript", str(schema_file), "--output", "schema.d.ts"], **run)
    subprocess.run(["npx", "tsc", "--noEmit", "--strict", "--skipLibCheck", "use.ts"], **run)
