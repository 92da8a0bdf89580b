from typing import Any

import pytest
from django.test import Client

from tests.factories import make_agent, make_user

LIST = "/admin/django_support_tickets/supportticket/"


@pytest.fixture
def agent(db: None) -> Any:
    """Staff with the model's permissions."""
    return make_agent()


@pytest.fixture
def desk(agent: Any, client: Client) -> Client:
    """The agent's browser."""
    client.force_login(agent)
    return client


@pytest.fixture
def viewer(db: None) -> Client:
    """The browser of staff who may look but not touch."""
    client = Client()
    client.force_login(make_user(permissions=["view_supportticket"], email="viewer@shop.example", is_staff=True))
    return client
