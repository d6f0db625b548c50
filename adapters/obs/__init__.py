"""OBS: whether the streamer is speaking, and whether a video plays."""
