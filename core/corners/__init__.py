"""What personas say when nobody writes, and the corners that a streamer has scheduled."""
