"""The four personas: their data, and how it is read."""
