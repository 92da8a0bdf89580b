"""A site's global settings of REST framework, taken up as in a process that was started with them.

DRF copies most of them into attributes of its classes when it is imported: overriding the setting is not enough.
"""

from typing import Any

import pytest
from rest_framework import filters, generics, pagination, parsers, relations, renderers, throttling, versioning, views
from rest_framework.settings import api_settings

COPIES: list[tuple[Any, str, str]] = [
    (views.APIView, "renderer_classes", "DEFAULT_RENDERER_CLASSES"),
    (views.APIView, "parser_classes", "DEFAULT_PARSER_CLASSES"),
    (views.APIView, "authentication_classes", "DEFAULT_AUTHENTICATION_CLASSES"),
    (views.APIView, "throttle_classes", "DEFAULT_THROTTLE_CLASSES"),
    (views.APIView, "permission_classes", "DEFAULT_PERMISSION_CLASSES"),
    (views.APIView, "content_negotiation_class", "DEFAULT_CONTENT_NEGOTIATION_CLASS"),
    (views.APIView, "metadata_class", "DEFAULT_METADATA_CLASS"),
    (views.APIView, "versioning_class", "DEFAULT_VERSIONING_CLASS"),
    (generics.GenericAPIView, "pagination_class", "DEFAULT_PAGINATION_CLASS"),
    (generics.GenericAPIView, "filter_backends", "DEFAULT_FILTER_BACKENDS"),
    (pagination.CursorPagination, "page_size", "PAGE_SIZE"),
    (filters.SearchFilter, "search_param", "SEARCH_PARAM"),
    (filters.OrderingFilter, "ordering_param", "ORDERING_PARAM"),
    (throttling.SimpleRateThrottle, "THROTTLE_RATES", "DEFAULT_THROTTLE_RATES"),
    (versioning.BaseVersioning, "default_version", "DEFAULT_VERSION"),
    (versioning.BaseVersioning, "allowed_versions", "ALLOWED_VERSIONS"),
    (versioning.BaseVersioning, "version_param", "VERSION_PARAM"),
    (renderers.JSONRenderer, "compact", "COMPACT_JSON"),
    (renderers.JSONRenderer, "strict", "STRICT_JSON"),
    (parsers.JSONParser, "strict", "STRICT_JSON"),
    (relations.RelatedField, "html_cutoff", "HTML_SELECT_CUTOFF"),
]


def use(monkeypatch: pytest.MonkeyPatch, settings: Any, **values: Any) -> None:
    """Make these the site's ``REST_FRAMEWORK`` for the rest of the test."""
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, **values}
    for owner, attribute, name in COPIES:
        if name in values:
            monkeypatch.setattr(owner, attribute, getattr(api_settings, name))
    if "UNICODE_JSON" in values:
        monkeypatch.setattr(renderers.JSONRenderer, "ensure_ascii", not api_settings.UNICODE_JSON)
