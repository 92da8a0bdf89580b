"""The documentation names what ships, and nothing else."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.dispatch import Signal

from django_support_tickets import checks, conf, signals
from django_support_tickets.choices import DeliveryKind
from django_support_tickets.models import Delivery
from django_support_tickets.notifications.context import mail_context
from tests.factories import make_ticket

DOCS = Path(__file__).parents[1] / "docs"
CONF = Path(str(conf.__file__)).read_text()
TEMPLATES = Path(str(conf.__file__)).parent / "templates" / "django_support_tickets"


def table(page: str, first_cell: str) -> dict[str, list[str]]:
    """Return the rows of a page's tables whose first cell matches, by what its group holds."""
    rows = re.findall(rf"^\| `({first_cell})` \|(.+)\|$", (DOCS / page).read_text(), re.MULTILINE)
    assert len({key for key, _rest in rows}) == len(rows), "a row is there twice"
    return {key: [cell.strip() for cell in re.split(r"(?<!\\)\|", rest)] for key, rest in rows}


def defaults() -> dict[str, Any]:
    """Return the defaults as conf.py spells them: the class itself holds what the site's settings say."""
    assigned = re.findall(r"^    ([A-Z_]+): .+ = (.+)$", CONF, re.MULTILINE)
    names = [name for name in vars(conf.SupportTicketsConf) if name.isupper()]
    assert {name for name, _value in assigned} == {*names}
    return {f"SUPPORT_TICKET_{name}": eval(value) for name, value in assigned}


def comments() -> dict[str, str]:
    """Return the comment above each setting in conf.py."""
    found = re.findall(r"^    # (.+)\n    ([A-Z_]+): ", CONF, re.MULTILINE)
    return {f"SUPPORT_TICKET_{name}": comment for comment, name in found}


def test_every_setting_has_a_comment() -> None:
    assert comments().keys() == defaults().keys()


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {
        name: ast.literal_eval(row[0].strip("`")) for name, row in table("settings.md", r"SUPPORT_\w+").items()
    }
    assert documented == defaults()


@pytest.mark.parametrize("name", sorted(comments()))
def test_the_meaning_of_a_setting_is_that_in_the_code(name: str) -> None:
    meaning = table("settings.md", r"SUPPORT_\w+")[name][1]
    comment = comments()[name].rstrip(".")
    # The page may go on, for instance with a link.
    assert meaning.startswith(comment)


def check_ids() -> set[str]:
    source = "".join(module.read_text() for module in Path(str(checks.__file__)).parent.glob("*.py"))
    named = re.findall(r"\bproblem\(\s*(Error|Warning),\s*(\d+)", source)
    return {f"{kind[0]}{int(number):03d}" for kind, number in named} | {f"E{rule[0]:03d}" for rule in checks.RULES}


def test_every_check_is_documented() -> None:
    assert table("checks.md", r"[EW]\d+").keys() == check_ids()


@pytest.mark.parametrize("rule", checks.RULES, ids=lambda rule: rule[1])
def test_a_check_names_its_settings(rule: Any) -> None:
    meaning = table("checks.md", r"[EW]\d+")[f"E{rule[0]:03d}"][0]
    assert re.search(rf"`(SUPPORT_TICKET)?_{rule[1]}`", meaning)


def test_every_signal_is_documented_with_its_arguments() -> None:
    rows = re.findall(r"^(ticket_\w+) +(.+)$", signals.__doc__ or "", re.MULTILINE)
    in_code = {name: set(re.findall(r"``(\w+)``", arguments)) for name, arguments in rows}
    in_docs = {name: set(re.findall(r"`(\w+)`", row[1])) for name, row in table("signals.md", r"ticket_\w+").items()}
    assert in_docs == in_code
    assert in_docs.keys() == {name for name, value in vars(signals).items() if isinstance(value, Signal)}


def test_every_mail_is_documented_with_its_templates() -> None:
    assert [kind for kind in table("mail.md", r"(?:ticket|staff)_[a-z_]+") if "_message" not in kind]
    page = (DOCS / "mail.md").read_text()
    what_is_sent = page.partition("## Links")[0]
    assert {*re.findall(r"^\| `(\w+)` \|", what_is_sent, re.MULTILINE)} == {*DeliveryKind.values}
    described = re.findall(r"^\| (`\w+\.\w+`(?:, `\w+\.\w+`)*) \|", page, re.MULTILINE)
    named = [name for cell in described for name in re.findall(r"`(\S+)`", cell)]
    assert sorted(named) == sorted(file.name for file in (TEMPLATES / "mail").iterdir())


@pytest.mark.parametrize("kind", DeliveryKind)
@pytest.mark.django_db
def test_every_variable_of_a_mail_is_documented(kind: DeliveryKind, settings: Any) -> None:
    settings.SUPPORT_TICKET_LINK_URL = "https://shop.example/{token}"
    ticket = make_ticket(status="resolved")
    has_reply = kind in (DeliveryKind.REPLY, DeliveryKind.STAFF_REPLY)
    sender = "requester" if kind == DeliveryKind.STAFF_REPLY else "staff"
    reply = ticket.messages.create(sender=sender, text="Here.") if has_reply else None
    about = None if kind == DeliveryKind.LINKS else ticket
    delivery = Delivery.objects.create(kind=kind, ticket=about, reply=reply, recipient=ticket.email, message_id="<a@b>")

    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (.+?) \|", (DOCS / "mail.md").read_text(), re.MULTILINE)
    known = {
        name
        for names, kinds in rows
        for name in re.findall(r"`(\w+)`", names)
        if kinds == "all" or f"`{kind}`" in kinds.split(", ") or (kinds == "all but `ticket_links`" and about)
    }
    context = mail_context(delivery)
    assert context is not None
    assert known == context.keys()
