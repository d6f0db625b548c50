"""The desk's panels in English, for whoever uses Discord in English."""
