"""Ports for servers that a test stops and starts again."""

import contextlib
import random
import socket

# Below those that systems give to outgoing connections: one of these would take the port of a
# server that is away for a moment.
LOWEST, HIGHEST = 12_000, 22_000


def free_port(*above: int) -> int:
    """One that is free, as are those so far `above` it."""
    while True:
        port = random.randrange(LOWEST, HIGHEST)
        with contextlib.suppress(OSError), contextlib.ExitStack() as probes:
            for one in (port, *(port + more for more in above)):
                probes.enter_context(socket.socket()).bind(("127.0.0.1", one))
            return port
