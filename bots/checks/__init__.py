"""What `lovelm doctor` examines, one part a module."""
