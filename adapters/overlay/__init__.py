"""The OBS overlay."""
