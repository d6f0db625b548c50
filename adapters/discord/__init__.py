"""Discord: gateway in, REST out."""

import warnings

with warnings.catch_warnings():
    # discord.py's voice part, never used here, imports audioop, which Python is dropping.
    warnings.filterwarnings("ignore", "'audioop'", DeprecationWarning)
    import discord  # noqa: F401
