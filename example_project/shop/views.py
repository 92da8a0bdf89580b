"""The shop's own pages: where to begin, and the mails that the demo wrote."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views import View
from django.views.generic import TemplateView

from django_support_tickets.choices import Status
from django_support_tickets.models import SupportTicket

from .demo.accounts import LOGINS
from .mailbox import Mail, find_mail, newest_mails


class DemoOnlyMixin:
    """Hides a page where DEBUG is off: it shows what belongs to others."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.DEBUG:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class StartView(TemplateView):
    """Says what there is to see."""

    template_name = "shop/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = dict(SupportTicket.objects.genuine().order_by().values_list("status").annotate(Count("id")))
        pending = SupportTicket.objects.genuine().filter(status=Status.PENDING).first()
        return super().get_context_data(
            logins=LOGINS if settings.DEBUG and get_user_model().objects.exists() else (),
            statuses=[(status.value, status.label, counts.get(status.value, 0)) for status in Status],
            pending_key=pending.pk if pending else 1,
            address=f"{self.request.scheme}://{self.request.get_host()}",
            **kwargs,
        )


class MailboxView(DemoOnlyMixin, TemplateView):
    """Lists the mails, newest first."""

    template_name = "shop/mailbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mails=newest_mails(), **kwargs)


class MailView(DemoOnlyMixin, TemplateView):
    """Shows one mail: its headers, its text, and its HTML in a frame that may do nothing."""

    template_name = "shop/mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mail=_mail_or_404(self.kwargs["name"]), **kwargs)


class RawMailView(DemoOnlyMixin, View):
    """Shows one mail as it was written."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        return HttpResponse(_mail_or_404(name).source, content_type="text/plain; charset=utf-8")


def _mail_or_404(name: str) -> Mail:
    mail = find_mail(name)
    if mail is None:
        raise Http404
    return mail
