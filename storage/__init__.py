"""What survives: SQLModel tables, one module a noun, and their migrations."""
