"""Who can sign in to the demo."""

import random
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission, User
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .people import Person, ascii_name

SUPPORT_GROUP = "Support"
# Deleting is left to the superuser.
AGENT_PERMISSIONS = ("view_supportticket", "add_supportticket", "change_supportticket")


class Login(NamedTuple):
    """Who signs in with what; ``languages`` are those in which staff answer."""

    username: str
    password: str
    name: str
    role: str | Promise
    languages: tuple[str, ...] = ("tr", "en")


AGENTS = (
    Login("ayse", "demo", "Ayşe Demir", _("support agent")),
    Login("mehmet", "demo", "Mehmet Kaya", _("support agent")),
    Login("zeynep", "demo", "Zeynep Aydın", _("support agent")),
    Login("james", "demo", "James Cooper", _("support agent"), languages=("en",)),
)
ADMINISTRATOR = Login("admin", "admin", "Deniz Yıldız", _("administrator, may do everything"))
CUSTOMER = Login("musteri", "demo", "Elif Şahin", _("customer with an account"))
LOGINS = (ADMINISTRATOR, *AGENTS[:2], CUSTOMER)


def make_staff() -> dict[str, list[User]]:
    """Create the superuser and the agents, and return for each language the agents who write it."""
    _make_user(ADMINISTRATOR, is_staff=True, is_superuser=True)
    agents = {login: _make_user(login, is_staff=True) for login in AGENTS}
    group = Group.objects.create(name=SUPPORT_GROUP)
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="django_support_tickets", codename__in=AGENT_PERMISSIONS)
    )
    group.user_set.set(agents.values())
    return {code: [agents[login] for login in AGENTS if code in login.languages] for code, _name in settings.LANGUAGES}


def make_customers(random_source: random.Random, customers: list[Person]) -> dict[Person, User]:
    """Create accounts for some of the people, and one that a visitor can sign in to."""
    visitor = _make_user(CUSTOMER)
    some = random_source.sample(customers, k=min(len(customers), 24))
    rows = [User(username=person.email, email=person.email, **_names(person.name)) for person in some]
    for row in rows:
        row.set_unusable_password()
    accounts = dict(zip(some, User.objects.bulk_create(rows), strict=True))
    return {Person(CUSTOMER.name, visitor.email, "0555 000 0101", "tr"): visitor, **accounts}


def _make_user(login: Login, **flags: bool) -> User:
    user = User(
        username=login.username,
        password=_hashed(login.password),
        email=f"{ascii_name(login.name).lower().replace(' ', '.')}@example.com",
        **_names(login.name),
        **flags,
    )
    user.save()
    return user


@cache
def _hashed(password: str) -> str:
    """Hash a password, which is slow on purpose, once for all who share it."""
    return make_password(password)


def _names(name: str) -> dict[str, str]:
    first, last = name.rsplit(" ", 1)
    return {"first_name": first, "last_name": last}
