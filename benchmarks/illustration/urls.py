"""Where the illustration is mounted."""

from rest_framework.routers import SimpleRouter

from .views import IllustratedViewSet

router = SimpleRouter()
router.register("tickets", IllustratedViewSet, basename="illustration")
urlpatterns = router.urls
