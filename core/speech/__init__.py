"""How written Korean is read aloud."""
