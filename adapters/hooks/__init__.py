"""Other services call in here."""
