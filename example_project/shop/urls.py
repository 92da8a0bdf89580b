from django.contrib.auth.views import LoginView, LogoutView
from django.templatetags.static import static
from django.urls import path
from django.views.generic import RedirectView

from . import views

urlpatterns = [
    path("", views.StartView.as_view(), name="start"),
    path("mailbox/", views.MailboxView.as_view(), name="mailbox"),
    path("mailbox/<str:name>/", views.MailView.as_view(), name="mail"),
    path("mailbox/<str:name>/raw/", views.RawMailView.as_view(), name="mail-raw"),
    path("login/", LoginView.as_view(template_name="shop/login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("favicon.ico", RedirectView.as_view(url=static("shop/mark.svg"))),
]
