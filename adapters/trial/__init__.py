"""A page that recommends films to whoever comes by, without an account."""
