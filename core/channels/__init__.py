"""Where LoveLM talks: each channel, what its streamer decided, and who may decide."""
