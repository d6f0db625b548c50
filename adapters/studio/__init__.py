"""The streamer's studio: one channel's queue, gifts, settings and people, in a browser."""
