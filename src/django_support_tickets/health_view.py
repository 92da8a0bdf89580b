"""``GET health/``: for a monitor that knows the token."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.crypto import constant_time_compare
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from .answering import SupportView
from .health import examine
from .writer import reading_from_writer

SCHEME = "Bearer "


class HealthView(SupportView):
    """Whether the app can do its work: 200 or 503. Without the right token there is no such page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    schema = None

    def get(self, request: Request, **kwargs: Any) -> Response:
        if not _knows_the_token(request):
            raise Http404
        with reading_from_writer():
            health = examine()
        return Response(health.as_data(), status=200 if health.is_good else 503)


def _knows_the_token(request: Request) -> bool:
    """Compare ``Authorization: Bearer <token>``; not the query, which stands in logs."""
    token = settings.SUPPORT_TICKET_HEALTH_TOKEN
    header = request.headers.get("Authorization", "")
    return bool(token) and constant_time_compare(header, f"{SCHEME}{token}")
