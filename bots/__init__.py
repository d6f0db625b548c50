"""The processes: command line, settings, composition."""
