"""What a model's work came to."""

from msgspec import Struct

MICRO = 1_000_000


class Spent(Struct, frozen=True):
    """`microwon`: millionths of a won."""

    tokens_in: int = 0
    tokens_out: int = 0
    microwon: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.microwon + other.microwon,
        )

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out
