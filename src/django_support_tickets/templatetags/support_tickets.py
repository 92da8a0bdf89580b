"""``{% load support_tickets %}``: the portal's form on any page, and what people typed, shown safely."""

from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ..portal.forms import NewTicketForm
from .support_text import support_text

register = template.Library()


register.filter("support_text", support_text)


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
