"""What the overlay shows and says aloud."""
