"""Stories (사연) that are told in private and read aloud on the stream."""
