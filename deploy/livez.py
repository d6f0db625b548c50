"""Ends with 0 while the process of this container is alive: `HEALTHCHECK` of the image."""

import os
import sys
from http.client import HTTPConnection

connection = HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=4)
try:
    connection.request("GET", "/livez")
    sys.exit(connection.getresponse().status != 200)
except OSError as error:
    sys.exit(str(error))
