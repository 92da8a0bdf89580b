from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info


def language_choices(request: HttpRequest) -> dict[str, Any]:
    """Return the languages to switch between, each with its own name for itself."""
    return {"language_choices": [get_language_info(code) for code, name in settings.LANGUAGES]}
