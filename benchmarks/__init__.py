"""What LoveLM costs, measured beside its peers in the same run."""
