"""Several processes that are one installation."""
