"""What is asked of accounts, whatever the site's user model calls it."""

from typing import Any

from django.contrib.auth import get_permission_codename, get_user_model


def may_view_users(user: Any) -> bool:
    """Tell whether somebody may look at accounts, and so at their names and addresses.

    Nobody may where the site's user model knows no permissions.
    """
    meta = get_user_model()._meta
    names = (f"{meta.app_label}.{get_permission_codename(action, meta)}" for action in ("view", "change"))
    has_perm = getattr(user, "has_perm", None)
    return has_perm is not None and any(has_perm(name) for name in names)
