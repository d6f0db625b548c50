"""Who is about in a channel, by the names they are called."""

NEIGHBOURS = 300


class Names:
    """The last NEIGHBOURS names heard: `of` gives a speaker's id, "" for one only spoken to."""

    __slots__ = ("of",)

    def __init__(self) -> None:
        self.of: dict[str, str] = {}

    def spoke(self, name: str, viewer: str) -> None:
        """`viewer`, shown as `name`, said something."""
        self.of[name] = viewer
        self._forget()

    def called(self, name: str) -> None:
        """Somebody was spoken to as `name`: the streamer, most likely."""
        self.of.setdefault(name, "")
        self._forget()

    def forget(self, viewer: str) -> None:
        """Nobody is called anything of `viewer`'s any more."""
        self.of = {name: id for name, id in self.of.items() if id != viewer}

    def _forget(self) -> None:
        if len(self.of) > NEIGHBOURS:
            del self.of[next(iter(self.of))]
