"""Whom LoveLM talks with: what they allowed, what is remembered of them, how they are forgotten."""
