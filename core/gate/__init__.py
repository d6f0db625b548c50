"""Answer at all? What every message passes, in microseconds."""
