"""Local servers that speak the platforms' protocols, for the demo and the tests."""
