"""Chzzk: a Socket.IO session in, the Open API out."""
