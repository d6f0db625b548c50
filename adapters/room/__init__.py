"""The built-in chat room."""
