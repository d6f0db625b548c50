"""Money and other gifts: durable first, then thanked."""
