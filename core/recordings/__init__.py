"""From a recording of somebody to the pairs that a persona learns from."""
