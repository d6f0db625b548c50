"""Answers on their way to their platforms, each said at most once."""
