"""The form on which a story is told without an account."""
