"""What viewers and managers can type."""
