"""What LoveLM knows: no network, no database, no platform library."""
