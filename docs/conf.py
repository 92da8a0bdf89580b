"""Sphinx's settings. `make docs` builds with warnings as errors."""

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "django_support_tickets"

project = "django-support-tickets"
author = "django-support-tickets contributors"
copyright = author
release = re.search(r'__version__ = "([^"]+)"', (PACKAGE / "__init__.py").read_text())[1]
version = release

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
highlight_language = "python"

html_theme = "furo"
html_title = f"{project} {release}"
