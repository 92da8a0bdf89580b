"""Where the limit is mounted."""

from django.urls import path

from .views import BareCreateView, BareListView, BareMineView

urlpatterns = [
    path("tickets/", BareCreateView.as_view(), name="limit-create"),
    path("list/", BareListView.as_view(), name="limit-list"),
    path("mine/", BareMineView.as_view(), name="limit-mine"),
]
