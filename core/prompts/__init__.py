"""What a language model is told, and what of its writing may be said: nothing else writes prompts."""
