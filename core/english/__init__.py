"""What the service itself says, in English: its Korean sentence by sentence."""
