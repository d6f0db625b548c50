"""Recordings: decoded, recognised, written down."""
