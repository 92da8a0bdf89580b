"""Where a site has mounted the app's URLs: below which path, in which namespaces, behind which arguments."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, ResolverMatch, URLResolver, get_resolver, get_urlconf, resolve, reverse
from django.urls.base import get_script_prefix

UNNAMED = "an unnamed group"


@dataclass(frozen=True)
class Mount:
    """One of the places at which a page is.

    :param name: with all namespaces that it is in.
    :param arguments: what the prefix takes before the page's own path.
    """

    name: str
    arguments: frozenset[str]
    view: Any


def mounts(name: str) -> tuple[Mount, ...]:
    """Return where the page of this name is mounted in the current URLconf.

    :param name: with the namespace that the app itself gives, whatever the site calls it, and in whichever others.
    """
    urlconf = get_urlconf() or getattr(settings, "ROOT_URLCONF", None)
    return _mounts(get_resolver(urlconf), name) if urlconf else ()


def mounted_url(name: str, kwargs: dict[str, Any], match: ResolverMatch | None = None) -> str:
    """Return the path of a page, or "" where none can be told.

    :param match: what the current request was resolved to: it knows the arguments of the prefix, such as a tenant, and
        of several mounts the one that it came by is preferred.
    """
    known = match.kwargs if match else {}
    for mount in sorted(mounts(name), key=lambda mount: (not _is_beside(mount, match), -len(mount.arguments))):
        if mount.arguments <= known.keys():
            try:
                return reverse(mount.name, kwargs={**{key: known[key] for key in mount.arguments}, **kwargs})
            except NoReverseMatch:  # A number that no URL can hold, such as an imported one with a slash.
                continue
    return ""


def resolve_path(path: str) -> ResolverMatch:
    """Return what answers to a path as ``reverse()`` returns it, with the script name before it.

    :raises Resolver404: if nothing does.
    """
    prefix = get_script_prefix()
    return resolve(f"/{path.removeprefix(prefix)}" if path.startswith(prefix) else path)


def _is_beside(mount: Mount, match: ResolverMatch | None) -> bool:
    return match is not None and mount.name.rpartition(":")[0] == match.namespace


@lru_cache(maxsize=256)
def _mounts(resolver: URLResolver, name: str) -> tuple[Mount, ...]:
    return tuple(_walk(resolver, name.split(":"), (), (), frozenset()))


def _walk(
    resolver: URLResolver,
    wanted: list[str],
    app_names: tuple[str, ...],
    namespaces: tuple[str, ...],
    arguments: frozenset[str],
) -> Iterator[Mount]:
    *own, page = wanted
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            regex = entry.pattern.regex
            unnamed = {UNNAMED} if regex.groups > len(regex.groupindex) else set()
            names = app_names, namespaces
            if entry.namespace:
                names = (*app_names, str(entry.app_name)), (*namespaces, entry.namespace)
            yield from _walk(entry, wanted, *names, arguments | regex.groupindex.keys() | unnamed)
        elif entry.name == page and list(app_names[len(app_names) - len(own) :]) == own:
            yield Mount(":".join([*namespaces, page]), arguments, entry.callback)
