"""The mails of a conversation as a real mail server receives them."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from django_support_tickets import workflow
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery, SupportTicket
from django_support_tickets.notifications import outbox
from django_support_tickets.notifications.context import TO_REQUESTER
from tests.attachments import samples
from tests.factories import make_ticket, make_user, queue_mails, ticket_fields
from tests.notifications.reading import PORTAL, part, tokens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL = PORTAL
    settings.SUPPORT_TICKET_BASE_URL = "https://shop.example"
    settings.SUPPORT_TICKET_SITE_NAME = "Shop"


HINT = "Please use the link in this email to reply. A reply to the email itself isn’t added to your ticket."


@pytest.fixture
def agent(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(get_user_model(), "get_full_name", lambda user: "Deniz Kaya", raising=False)
    return make_user(email="agent@shop.example", is_staff=True)


def link(message: Any) -> str:
    (token,) = tokens(message)
    return PORTAL.replace("{token}", token)


def upload(filename: str) -> Any:
    return samples.upload(samples.pdf(), filename)


def test_the_confirmation_links_to_the_ticket(smtp: Any) -> None:
    ticket = make_ticket()
    queue_mails(ticket, [outbox.Notice(DeliveryKind.CONFIRMATION, ticket.email, "tr")])
    outbox.send_due(1)
    (message,) = smtp.messages
    assert part(message, "plain").splitlines() == [
        "Sayın Ayşe Yılmaz,",
        "",
        "Destek talebiniz başarıyla oluşturuldu.",
        "",
        f"Ticket Numarası: {ticket.ticket_number}",
        "Konu: Sipariş Sorunu",
        "Durum: Beklemede",
        "",
        "Tahmini yanıt süresi: 24 saat içinde",
        "",
        "Talebinizi görüntüleyin:",
        link(message),
        "",
        "Yanıt vermek için lütfen bu e-postadaki bağlantıyı kullanın: e-postanın kendisine verilen yanıt talebinize "
        "eklenmez.",
        "",
        "İyi günler dileriz.",
        "Shop Destek Ekibi",
    ]


@pytest.mark.parametrize(
    ("account", "is_repeated"),
    [
        ("ayse@customer.example", True),
        ("Ayse@Customer.Example", True),
        ("else@customer.example", False),
        ("ay\u017fe@customer.example", False),
        (None, False),
    ],
)
def test_the_confirmation_repeats_a_text_only_to_the_accounts_own_address(
    smtp: Any, account: str | None, is_repeated: bool
) -> None:
    user = make_user(email=account, username="ayse") if account else None
    workflow.open_ticket(**ticket_fields(message="Buy <b>this</b> at https://spam.example/", user=user))
    for kind, text in (("plain", "\n> Buy <b>this</b> at"), ("html", "Buy &lt;b&gt;this&lt;/b&gt; at")):
        assert (text in part(smtp.messages[0], kind)) == is_repeated
        assert ("spam.example" in part(smtp.messages[0], kind)) == is_repeated


def test_what_becomes_of_an_answer_by_mail(smtp: Any, settings: Any) -> None:
    """Each mail to a requester says it in one line: with a link, without one, and without one but with Reply-To."""
    workflow.open_ticket(**ticket_fields(language="en"))
    settings.SUPPORT_TICKET_BASE_URL = settings.SUPPORT_TICKET_LINK_URL = ""
    workflow.open_ticket(**ticket_fields(language="en"))
    settings.SUPPORT_TICKET_REPLY_TO = "desk@shop.example"
    workflow.open_ticket(**ticket_fields(language="en"))
    for kind in ("plain", "html"):
        linked, bare, answerable = (part(message, kind) for message in smtp.messages)
        assert HINT in linked
        assert "reply to" not in bare
        assert "You can reply to this email." in answerable


def test_the_button_and_what_a_mail_program_shows_beside_the_subject(smtp: Any, settings: Any, agent: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    ticket = make_ticket()
    workflow.reply_as_staff(ticket=ticket, text="Here it is.", actor=agent)
    workflow.reply_as_requester(ticket=ticket, text="Thank you.")
    reply, to_staff = (part(message, "html") for message in smtp.messages)
    assert re.search(r">Deniz Kaya replied: Here it is\.</div>", reply)
    assert re.search(r">Ayşe Yılmaz replied: Thank you\.</div>", to_staff)
    assert reply.count("display: inline-block; padding: 12px 24px") == 1
    assert to_staff.count("display: inline-block; padding: 12px 24px") == 1


def test_a_reply(smtp: Any, agent: Any) -> None:
    ticket = make_ticket(message="It broke.\n\nTwice.")
    text = "Try <b>this</b>:\nhttps://shop.example/?a=1&b=2\n\nOr www.shop.example."
    workflow.reply_as_staff(
        ticket=ticket, text=text, actor=agent, attachments=[upload("fatura.pdf"), upload("iade.pdf")]
    )

    (message,), (envelope,) = smtp.messages, smtp.envelopes
    assert message["Subject"] == f"Re: Your support request was received - {ticket.ticket_number}"
    assert message["To"] == "ayse@customer.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert envelope.rcpt_tos == ["ayse@customer.example"]
    assert part(message, "plain").splitlines() == [
        f"Deniz Kaya replied to your ticket {ticket.ticket_number}:",
        "",
        "Try <b>this</b>:",
        "https://shop.example/?a=1&b=2",
        "",
        "Or www.shop.example.",
        "",
        "Files:",
        "- fatura.pdf",
        f"  {link(message)}",
        "- iade.pdf",
        f"  {link(message)}",
        "",
        "Reply in the ticket:",
        link(message),
        "",
        HINT,
        "",
        "Kind regards",
        "Shop Support Team",
        "",
        "You had written:",
        "",
        "> It broke.",
        "> ",
        "> Twice.",
    ]
    html = part(message, "html")
    assert (
        '<p dir="auto">Try &lt;b&gt;this&lt;/b&gt;:<br>'
        '<a href="https://shop.example/?a=1&amp;b=2" rel="nofollow noopener ugc">https://shop.example/?a=1&amp;b=2</a></p>'
        in html
    )
    assert '<p dir="auto">Or www.shop.example.</p>' in html
    assert f'<a href="{link(message)}">fatura.pdf</a>' in html
    assert html.index("Shop Support Team") < html.index("<blockquote ") < html.index('<p dir="auto">It broke.</p>')


def test_a_reply_quotes_the_requesters_last_words_and_nothing_older(smtp: Any, agent: Any) -> None:
    ticket = make_ticket(message="The first words.")
    workflow.reply_as_staff(ticket=ticket, text="Which order?", actor=agent)
    workflow.reply_as_requester(ticket=ticket, text="The second words.")
    workflow.reply_as_requester(ticket=ticket, text="The third words.")
    workflow.add_note(ticket=ticket, text="An angry customer.", actor=agent)
    workflow.reply_as_staff(ticket=ticket, text="One moment.", actor=agent)
    smtp.refuse_with = "451 Try again later"
    workflow.reply_as_staff(ticket=ticket, text="Found it.", actor=agent)
    workflow.reply_as_requester(ticket=ticket, text="The words after it.")
    smtp.refuse_with = ""
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        workflow.tick(limit=10)

    for kind in ("plain", "html"):
        body = part(smtp.messages[-1], kind)
        assert "Found it." in body
        assert "The third words." in body
        for other in ("first words", "Which order", "second words", "angry customer", "One moment", "words after it"):
            assert other not in body


def test_a_reply_of_someone_without_a_name_is_the_teams(smtp: Any, settings: Any) -> None:
    member = make_user(email="nameless@shop.example", username="x_secret_login", is_staff=True)
    ticket = make_ticket()
    workflow.reply_as_staff(ticket=ticket, text="Here.", actor=member)
    settings.SUPPORT_TICKET_SITE_NAME = ""
    workflow.reply_as_staff(ticket=ticket, text="And here.", actor=None)
    first, second = (part(message, "plain") for message in smtp.messages)
    assert first.startswith(f"Shop Support Team replied to your ticket {ticket.ticket_number}:")
    assert second.startswith(f"Support Team replied to your ticket {ticket.ticket_number}:")
    for kind in ("plain", "html"):
        assert "x_secret_login" not in part(smtp.messages[0], kind)
        assert "nameless@" not in part(smtp.messages[0], kind)


def test_mails_are_in_the_language_of_their_reader(smtp: Any, settings: Any, agent: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    settings.SUPPORT_TICKET_STAFF_LANGUAGE = "tr"
    ticket, theirs = make_ticket(language="tr"), make_ticket(language="en")
    workflow.reply_as_staff(ticket=ticket, text="Here.", actor=None)
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)
    workflow.reply_as_requester(ticket=theirs, text="Thanks.")

    reply, resolved, to_staff = smtp.messages
    for message in (reply, resolved):
        assert message["Subject"] == f"Re: Destek Talebiniz Alındı - {ticket.ticket_number}"
        assert "Shop Destek Ekibi" in part(message, "html")
        assert '<html lang="tr"' in part(message, "html")
    assert part(reply, "plain").startswith("Shop Destek Ekibi, SUP-"), "the team's name as the author's"
    assert part(resolved, "plain").startswith("Sayın Ayşe Yılmaz,")
    # Before Django 6 a long subject begins on the second line of its header, which leaves a space before it.
    assert to_staff["Subject"].lstrip() == f"Re: Yeni destek talebi {theirs.ticket_number}: Sipariş Sorunu"
    assert "Konu: Sipariş Sorunu" in part(to_staff, "plain")


def test_a_solution(smtp: Any, agent: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_REOPEN_DAYS = 1
    ticket = make_ticket()
    workflow.change_status(ticket=ticket, status="resolved", actor=agent)

    (message,) = smtp.messages
    url = link(message)
    assert message["Subject"] == f"Re: Your support request was received - {ticket.ticket_number}"
    assert part(message, "plain").splitlines() == [
        "Dear Ayşe Yılmaz,",
        "",
        "Your support ticket was resolved.",
        "",
        f"Ticket number: {ticket.ticket_number}",
        "Subject: Order problem",
        "",
        "If something isn’t solved, reply in the ticket: that reopens it.",
        "Once it is closed you can do so for 1 day; after that your reply opens a new ticket.",
        "",
        "View your ticket:",
        url,
        "",
        "How satisfied are you with the solution, from 1 (not at all) to 5 (very)?",
        *(f"{rating}: {url}?rating={rating}" for rating in range(1, 6)),
        "The link opens a page on which you send your rating.",
        "",
        HINT,
        "",
        "Kind regards",
        "Shop Support Team",
    ]
    html = part(message, "html")
    for rating in range(1, 6):
        assert f'<a href="{url}?rating={rating}"' in html


@pytest.mark.parametrize(
    ("days", "text"),
    [(14, "you can do so for 14 days; after that"), (0, "Once it is closed your reply opens a new ticket.")],
)
def test_a_solution_says_how_long_the_ticket_can_be_taken_up(settings: Any, smtp: Any, days: int, text: str) -> None:
    settings.SUPPORT_TICKET_REOPEN_DAYS = days
    workflow.change_status(ticket=make_ticket(), status="resolved", actor=None)
    assert all(text in " ".join(part(smtp.messages[0], kind).split()) for kind in ("plain", "html"))


def test_a_page_of_the_sites_own_may_have_parameters(settings: Any, smtp: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL = "https://shop.example/desk?lang=en&t={token}"
    workflow.change_status(ticket=make_ticket(), status="resolved", actor=None)
    assert "&rating=5\n" in part(smtp.messages[0], "plain")
    assert "&amp;rating=5" in part(smtp.messages[0], "html")
    assert "?rating" not in part(smtp.messages[0], "plain")


class TestAskingForARating:
    def asked(self, smtp: Any) -> list[bool]:
        return ["rating=" in part(message, "plain") for message in smtp.messages]

    def resolve(self, ticket: SupportTicket) -> None:
        workflow.change_status(ticket=ticket, status="in_progress", actor=None)
        workflow.change_status(ticket=ticket, status="resolved", actor=None)

    def test_once(self, smtp: Any) -> None:
        ticket = make_ticket()
        self.resolve(ticket)
        self.resolve(ticket)
        assert self.asked(smtp) == [True, False]

    def test_again_if_the_mail_that_asked_never_went_out(self, smtp: Any) -> None:
        ticket = make_ticket()
        smtp.refuse_with = "550 No"
        self.resolve(ticket)
        Delivery.objects.update(state="failed")
        smtp.refuse_with = ""
        self.resolve(ticket)
        assert self.asked(smtp) == [True]

    def test_again_in_a_second_attempt(self, smtp: Any) -> None:
        smtp.refuse_with = "451 Later"
        self.resolve(make_ticket())
        smtp.refuse_with = ""
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            workflow.tick(limit=10)
        assert self.asked(smtp) == [True]

    def test_not_of_one_who_has_rated(self, smtp: Any) -> None:
        self.resolve(make_ticket(rating=3))
        assert self.asked(smtp) == [False]

    def test_not_where_a_link_is_not_known(self, smtp: Any, settings: Any) -> None:
        settings.SUPPORT_TICKET_LINK_URL, settings.ROOT_URLCONF = "", "django_support_tickets.urls"
        self.resolve(make_ticket())
        assert self.asked(smtp) == [False]
        assert "answer in the ticket" not in part(smtp.messages[0], "plain")

    def test_not_after_it_was_taken_up_again(self, smtp: Any) -> None:
        ticket = make_ticket()
        smtp.refuse_with = "451 Later"
        self.resolve(ticket)
        workflow.reopen_ticket(ticket=ticket, actor=None)
        smtp.refuse_with = ""
        with time_machine.travel(timezone.now() + timedelta(hours=1)):
            workflow.tick(limit=10)
        assert self.asked(smtp) == [False]


def test_a_requesters_reply(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    settings.SUPPORT_TICKET_LINK_URL = "https://shop.example/link/{token}/"
    ticket = make_ticket(notes="Called twice.")
    text = "Thanks <script>alert(1)</script>\nfrom me"
    workflow.reply_as_requester(ticket=ticket, text=text, attachments=[upload("kaş.pdf"), upload("göz.pdf")])

    (message,) = smtp.messages
    assert message["Subject"] == f"Re: New support ticket {ticket.ticket_number}: Order problem"
    assert message["To"] == "desk@shop.example"
    admin_url = f"https://shop.example/admin/django_support_tickets/supportticket/{ticket.pk}/change/"
    assert part(message, "plain").splitlines() == [
        f"Ayşe Yılmaz replied in ticket {ticket.ticket_number}:",
        "",
        "Thanks <script>alert(1)</script>",
        "from me",
        "",
        "Files:",
        "- kaş.pdf",
        "- göz.pdf",
        "",
        "Subject: Order problem",
        "E-mail: ayse@customer.example",
        "Status: Pending",
        "",
        admin_url,
    ]
    html = part(message, "html")
    assert '<p dir="auto">Thanks &lt;script&gt;alert(1)&lt;/script&gt;<br>from me</p>' in html
    assert '<li dir="auto">kaş.pdf</li>' in html
    assert f'<a href="{admin_url}"' in html
    assert tokens(message) == []


def test_the_notice_names_all_files_and_what_is_followed_up(smtp: Any, settings: Any) -> None:
    settings.SUPPORT_TICKET_STAFF_EMAILS = ["desk@shop.example"]
    settings.SUPPORT_TICKET_SEND_CONFIRMATION = False
    settings.SUPPORT_TICKET_REOPEN_DAYS = 0
    closed = make_ticket(status="closed")
    workflow.reply_as_requester(ticket=closed, text="Again.", attachments=[upload("a.pdf"), upload("b.pdf")])
    (message,) = smtp.messages
    assert "\nAttachment: a.pdf, b.pdf\n" in part(message, "plain")
    assert f"\nFollow-up of: {closed.ticket_number}\n" in part(message, "plain")
    assert "<bdi>a.pdf</bdi>, <bdi>b.pdf</bdi>" in part(message, "html")
    assert f"Follow-up of: {closed.ticket_number}" in part(message, "html")


@pytest.mark.parametrize("kind", DeliveryKind)
def test_typed_text_is_no_markup(smtp: Any, settings: Any, kind: DeliveryKind) -> None:
    hostile = "</div><script>alert(1)</script>&amp;\u202e {{ delivery }} {% now 'Y' %} http://x.example/'\"><img src=x>"
    settings.SUPPORT_TICKET_SUBJECTS = [hostile[:100]]
    settings.SUPPORT_TICKET_SITE_NAME = hostile
    ticket = make_ticket(name=hostile[:100], subject=hostile[:100], phone=hostile[:20], message=hostile)
    is_staffs = kind == DeliveryKind.REPLY
    reply = ticket.messages.create(sender="staff" if is_staffs else "requester", text=hostile, author=None)
    reply.attachments.create(
        ticket=ticket, attachment="a", attachment_filename=hostile, attachment_content_type="x", attachment_size=1
    )
    carried = reply if kind in (DeliveryKind.REPLY, DeliveryKind.STAFF_REPLY) else None
    if kind == DeliveryKind.LINKS:
        workflow.request_links(email=ticket.email, language="en")
    else:
        queue_mails(ticket, [outbox.Notice(kind, ticket.email, "en")], carried)
    assert outbox.send_due(1) == 1

    (message,) = smtp.messages
    html = part(message, "html")
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ delivery }}" in html
    assert "{{ delivery }}" in part(message, "plain")
    assert len(tokens(message)) == (kind in TO_REQUESTER)


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "ş" * 10_000, ".\n.\n..\nFrom me\n" * 3, "a\u2028b\x0bc", "\U0001f600 " * 50]
)
def test_any_text_arrives_as_it_was_typed(smtp: Any, text: str, agent: Any) -> None:
    workflow.reply_as_staff(ticket=make_ticket(message=text), text=text, actor=agent)
    (message,), (envelope,) = smtp.messages, smtp.envelopes
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998
    assert text.strip() in part(message, "plain")
    assert text.split()[0] in part(message, "html")


def test_a_reply_can_be_sent_again(smtp: Any, agent: Any) -> None:
    ticket = make_ticket()
    workflow.reply_as_staff(ticket=ticket, text="Here.", actor=agent)
    row = Delivery.objects.get()
    first_id = row.message_id

    workflow.resend_delivery(delivery=row, actor=agent)

    first, second = smtp.messages
    row.refresh_from_db()
    assert (first["Message-ID"], second["Message-ID"]) == (first_id, row.message_id)
    assert first_id != row.message_id
    assert part(first, "plain").replace(link(first), link(second)) == part(second, "plain")
