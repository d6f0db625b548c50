"""The desk: slash commands, panels, buttons and modals of streamers and their managers."""
