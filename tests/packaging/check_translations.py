"""Check that the Turkish catalogs are complete, and that each committed .mo says what its sources say.

Collects the strings anew into a copy and compares the outcome with what is committed. Needs GNU gettext; without
it the check is skipped, unless REQUIRE_SERVICES=1.
"""

import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = (ROOT / "src" / "django_support_tickets", ROOT / "example_project" / "shop")
CATALOG = Path("locale/tr/LC_MESSAGES/django")
EXCLUDED_ENTRIES = ("", "#")


def entries(compiled: Path) -> dict[object, str]:
    with compiled.open("rb") as file:
        catalog: dict[object, str] = vars(gettext.GNUTranslations(file))["_catalog"]
    return {key: text for key, text in catalog.items() if key not in EXCLUDED_ENTRIES}


def collect(copy: Path) -> Path:
    """Collect the strings of the copied app; return its catalog, compiled."""
    makemessages = ["-m", "django", "makemessages", "--locale", "tr", "--no-location", "--no-obsolete"]
    subprocess.run([sys.executable, *makemessages], cwd=copy, check=True, stdout=subprocess.DEVNULL)
    source = copy / CATALOG.with_suffix(".po")
    compiled = copy / "collected.mo"
    subprocess.run(["msgfmt", "--check-format", "--check-domain", "--output-file", compiled, source], check=True)
    statistics = subprocess.run(
        ["msgfmt", "--statistics", "--output-file", os.devnull, source],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    ).stderr.strip()
    if "untranslated" in statistics or "fuzzy" in statistics:
        selection = ["msgattrib", "--untranslated", source], ["msgattrib", "--only-fuzzy", source]
        for command in selection:
            subprocess.run(command, check=True)
        sys.exit(f"{copy.name}: the Turkish catalog is not complete: {statistics}; run `make messages`, then translate")
    return compiled


def main() -> None:
    if not all(map(shutil.which, ("msgfmt", "msgattrib", "xgettext"))):
        reason = "GNU gettext is not installed (Debian: gettext)"
        if os.environ.get("REQUIRE_SERVICES") == "1":
            sys.exit(f"REQUIRE_SERVICES=1, but: {reason}")
        print(f"translations: not checked, {reason}")
        return
    for app in APPS:
        check(app)


def check(app: Path) -> None:
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / app.name
        shutil.copytree(app, copy, ignore=shutil.ignore_patterns("__pycache__"))
        collected = entries(collect(copy))
    committed = entries(app / CATALOG.with_suffix(".mo"))
    for key in sorted(map(str, collected.keys() ^ committed.keys())):
        print(f"only in {'the sources' if key in set(map(str, collected)) else 'the .mo'}: {key!r}")
    for key in sorted(map(str, (k for k in collected.keys() & committed.keys() if collected[k] != committed[k]))):
        print(f"compiled from another text: {key!r}")
    if collected != committed:
        sys.exit(
            f"{app.name}: the compiled Turkish catalog is not current: run `make messages`, commit what it changes"
        )
    print(f"{app.name}: {len(committed)} Turkish entries, complete and current")


if __name__ == "__main__":
    main()
