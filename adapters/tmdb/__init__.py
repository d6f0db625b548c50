"""TMDB: films, their posters and where to watch them."""
