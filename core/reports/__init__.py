"""What a stream came to."""
