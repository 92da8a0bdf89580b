"""The mails as a mail program shows them: in its window and on a phone, light and dark, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, SupportTicket
from django_support_tickets.notifications import outbox
from django_support_tickets.notifications.rendering import render_delivery
from tests.attachments import samples
from tests.factories import make_user, ticket_fields

pytest.importorskip("playwright.sync_api")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Any]
WIDTHS = {"window": 600, "phone": 390}
BUTTON = "table[role=presentation] a"


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SUPPORT_TICKET_SITE_NAME = "Shop"
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]


@pytest.fixture
def mails(transactional_db: None) -> Callable[[str], dict[str, str]]:
    """Return a function that gives a mail of each kind as HTML, in a language."""

    def mails(language: str) -> dict[str, str]:
        customer = make_user(email="ayse@customer.example")
        long = f"{'Donaudampfschifffahrtsgesellschaft' * 4} https://shop.example/{'a' * 150}\n\nTwice."
        fields = ticket_fields(message=long, language=language, user=customer)
        ticket = workflow.open_ticket(**fields, attachment=samples.upload(samples.pdf(), "fatura.pdf"))
        agent = make_user(email="agent@shop.example", first_name="Deniz", last_name="Kaya", is_staff=True)
        file = samples.upload(samples.pdf(), f"{'iade' * 30}.pdf")
        workflow.reply_as_staff(ticket=ticket, text=long, actor=agent, attachments=[file])
        workflow.change_status(ticket=ticket, status="resolved", actor=agent)
        workflow.reply_as_requester(ticket=SupportTicket.objects.get(), text=long)
        outbox.queue_links("ayse@customer.example", language)
        Delivery.objects.update(language=language)
        rendered = {row.kind: render_delivery(row) for row in Delivery.objects.all()}
        assert set(rendered) == set(DeliveryKind.values)
        return {kind: str(message.alternatives[0][0]) for kind, message in rendered.items() if message}

    return mails


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_each_mail(mails: Any, open_page: Open, language: str, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for kind, html in mails(language).items():
        page = open_page("/support/", theme=theme)
        for width in WIDTHS.values():
            page.set_viewport_size({"width": width, "height": 900})
            page.set_content(html)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)
            assert page.locator(BUTTON).count() == (0 if kind == DeliveryKind.LINKS else 1)
            for button in page.locator(BUTTON).all():
                assert button.bounding_box()["height"] >= 44
        # A mail is no page: it has no landmarks, and its reader's program gives the heading.
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
        assert found.violations_count == 0, (kind, found.generate_report())
