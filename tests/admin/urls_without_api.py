"""The tests' URLs but for the API's."""

from tests.urls import urlpatterns as all_patterns

urlpatterns = [pattern for pattern in all_patterns if str(pattern.pattern) == "admin/"]
