"""``python -m tests.concurrency.site WORKERS``: the tests' site, served by processes that take one request at a time.

They fork from one process, like gunicorn's workers of the class ``sync``. The port is printed once they listen; SIGTERM
ends them as it ends those: after the request, and with what Python does at exit.
"""

import os
import signal
import socket
import sys
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.core.wsgi import get_wsgi_application


class Handler(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *args: Any, **kwargs: Any) -> None:
        pass


def work(listener: socket.socket) -> None:
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: stop.append(number))
    server = WSGIServer(listener.getsockname(), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket, server.timeout = listener, 0.1
    server.server_name, server.server_port = listener.getsockname()
    server.setup_environ()
    server.set_app(get_wsgi_application())
    parent = os.getppid()
    while not stop and os.getppid() == parent:  # One whose tests were killed would go on for ever.
        server.handle_request()
    sys.exit(0)


def main(workers: int) -> None:
    django.setup()
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    # All workers are told of a connection, and one gets it.
    listener.setblocking(False)
    print(listener.getsockname()[1], flush=True)
    children = []
    for _worker in range(workers):
        child = os.fork()
        if child == 0:
            work(listener)
        children.append(child)

    def end(*_args: Any) -> None:
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, end)
    sys.exit(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children))


if __name__ == "__main__":
    main(int(sys.argv[1]))
