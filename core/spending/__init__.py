"""What models cost, and what they may."""
