"""``make faults``: break what a site stands on, on each database, with a line for each fault.

``python -m tests.faults [--quick] [--times N] [sqlite] [postgres] [mariadb]``. Servers of the run's own are
started, so that those of the machine are left alone; what is not installed is said, and fails only with
``REQUIRE_SERVICES=1``.
"""

import argparse
import os
import subprocess
import sys
from contextlib import nullcontext
from typing import Any

from tests.faults.servers import ADMINISTRATOR, OwnMariaDB, OwnPostgreSQL

DATABASES = {"sqlite": nullcontext, "postgres": OwnPostgreSQL, "mariadb": OwnMariaDB}
TESTS = ["tests/faults", "tests/concurrency"]


def run(name: str, server: Any, marks: str) -> int:
    """Run the tests on one database and return pytest's exit code."""
    variables = {**os.environ, "TEST_DATABASE": name}
    if server:
        variables |= server.address(ADMINISTRATOR)
    command = [sys.executable, "-m", "pytest", "-v", "--tb=short", "--no-header", "-m", marks]
    return subprocess.run([*command, *TESTS], env=variables, check=False).returncode


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--times", type=int, default=1, help="how often in a row")
    parser.add_argument("--quick", action="store_true", help="without what the databases' ordinary tests run as well")
    parser.add_argument("databases", nargs="*", choices=[*DATABASES, []], help="all of them by default")
    options = parser.parse_args()
    failed = []
    for turn in range(1, options.times + 1):
        for name in options.databases or DATABASES:
            print(f"\n=== {name}, run {turn} of {options.times}", flush=True)
            with DATABASES[name]() as server:
                if run(name, server, "faults" if options.quick else "faults or concurrency"):
                    failed.append(f"{name} in run {turn}")
    print(f"\nfailed: {', '.join(failed) or 'nothing'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
