"""The demo's platforms on one page, for people to try: what viewers see, what viewers do."""
