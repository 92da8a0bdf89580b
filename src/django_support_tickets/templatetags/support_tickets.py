"""``{% load support_tickets %}``: the portal's form on any page, and what people typed, shown safely."""

import re
from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template.defaultfilters import stringfilter
from django.template.loader import render_to_string
from django.utils.html import Urlizer, linebreaks
from django.utils.safestring import SafeString, mark_safe

from ..portal.forms import NewTicketForm

register = template.Library()


class _Links(Urlizer):
    """Django's own, but for addresses without "http": what they lead to is a guess."""

    simple_url_2_re = re.compile(r"(?!)")
    url_template = '<a href="{href}" rel="nofollow noopener ugc">{url}</a>'


_with_links = _Links()


@register.filter(is_safe=True)
@stringfilter
def support_text(text: str) -> SafeString:
    """Return plain text as HTML: nothing in it is markup, line breaks are kept, and web addresses become links.

    Each paragraph is written in the direction of its own script.
    """
    paragraphs = linebreaks(_with_links(text, autoescape=True))
    return mark_safe(paragraphs.replace("<p>", '<p dir="auto">'))  # noqa: S308  What was typed is escaped above.


@register.simple_tag(takes_context=True)
def support_ticket_form(context: Any, form: NewTicketForm | None = None, *, assets: bool = True) -> SafeString:
    """Return the form for a new ticket, which the portal takes and answers.

    :param form: the site's own, if it has one.
    :param assets: whether the stylesheet and the script come with it; False where the page's head has them.
    :raises ImproperlyConfigured: if the page's context has no request.
    """
    request = context.get("request")
    if request is None:
        raise ImproperlyConfigured(
            "{% support_ticket_form %} needs the request in its context: render the page with it, and add "
            "'django.template.context_processors.request' to the context processors in TEMPLATES."
        )
    form = form or NewTicketForm(user=request.user)
    return render_to_string(
        "django_support_tickets/portal/embedded_form.html", {"form": form, "assets": assets}, request=request
    )
