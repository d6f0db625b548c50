"""Twitch: EventSub in, Helix out."""
