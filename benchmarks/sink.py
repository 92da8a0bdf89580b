"""``python -m benchmarks.sink PORT FILE``: a mail server on this machine that takes every mail and keeps its identity.

One line a mail: its Message-ID and its recipient, parted by a tab.
"""

import asyncio
import re
import sys
from pathlib import Path
from typing import Any, TextIO

from aiosmtpd.smtp import SMTP

_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)


class Sink:
    """Notes each mail."""

    def __init__(self, log: TextIO) -> None:
        self.log = log

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = _MESSAGE_ID.search(envelope.content)
        self.log.write(f"{found[1].decode() if found else ''}\t{','.join(envelope.rcpt_tos)}\n")
        self.log.flush()
        return "250 OK"


async def serve(port: int, log: TextIO) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(log), hostname="localhost"), "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    port, path = int(sys.argv[1]), Path(sys.argv[2])
    with path.open("a", encoding="utf-8") as log:
        asyncio.run(serve(port, log))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
