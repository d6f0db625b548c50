"""What writes the answers."""
