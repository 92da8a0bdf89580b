#!/usr/bin/env python
"""Runs the example shop's management commands; start with ``demo``."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imecehub.settings")
    execute_from_command_line(sys.argv)
