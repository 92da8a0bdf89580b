"""The documentation names what ships, and nothing else."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.dispatch import Signal

from django_support_tickets import checks, conf, signals

DOCS = Path(__file__).parents[1] / "docs"
CONF = Path(str(conf.__file__)).read_text()


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
    source = Path(str(checks.__file__)).read_text()
    named = re.findall(r"_problem\(\s*(Error|Warning),\s*(\d+)", source)
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
