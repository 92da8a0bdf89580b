"""The limits on what strangers may do, as REST framework asks for them."""

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from .exceptions import TooManyRequests
from .idempotency import attempt_of
from .limits import check_client


class ClientThrottle(BaseThrottle):
    """Limits one client address to ``SUPPORT_TICKET_CLIENT_RATE``."""

    waiting: float | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            check_client(request.META, attempt_of(request))
        except TooManyRequests as error:
            self.waiting = error.wait
            return False
        return True

    def wait(self) -> float | None:
        return self.waiting
