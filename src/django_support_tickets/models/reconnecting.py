"""Statements that must not get lost with the connection that they were sent over."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections

R = TypeVar("R")

# Seconds between the tries: a failover or a restart may take as long.
WAITS = (0, 0.2, 1, 3)


def reconnecting(statement: Callable[[], R], using: str) -> R:
    """Run a statement, and again on a fresh connection if the database did not answer.

    :param statement: one that may be carried out twice, for the first time may have succeeded unheard.
    :param using: alias of the database. Inside a transaction a lost connection is the caller's matter.
    :raises OperationalError, InterfaceError: if the database stays away.
    """
    connection = connections[using]
    for wait in WAITS:
        try:
            return statement()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block:
                raise
            connection.close()
        time.sleep(wait)
    return statement()
