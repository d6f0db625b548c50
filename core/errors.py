"""Every error LoveLM raises on purpose; the class says what to do about it."""


class LoveError(Exception):
    """Something LoveLM foresaw."""


class PlatformError(LoveError):
    """A chat platform did not do what was asked."""


class Disconnected(PlatformError):
    """The connection is gone; connect again."""


class AuthExpired(PlatformError):
    """The credential is dead; a person must connect again."""


class RateLimited(PlatformError):
    """Too many requests; wait `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"rate limited for {retry_after:.1f} s")
        self.retry_after = retry_after


class SendRejected(PlatformError):
    """The platform refused this line; do not send it again."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"refused: {reason}")
        self.reason = reason


class SendUnknown(PlatformError):
    """The line may or may not have been said; never send it again."""


class ModelError(LoveError):
    """A language model gave no usable answer. `sent`: what was asked may have cost something."""

    sent = True


class ModelDown(ModelError):
    """The model was not reached or failed; it may be asked again."""

    def __init__(self, why: str, sent: bool = False) -> None:
        super().__init__(why)
        self.sent = sent


class Overloaded(ModelDown):
    """The model takes nothing more for `retry_after` seconds."""

    def __init__(self, why: str, retry_after: float) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Misconfigured(ModelError):
    """The model refuses us until a person mends a setting; `key`, `why` and `fix` as ConfigError."""

    sent = False

    def __init__(self, key: str, why: str, fix: str) -> None:
        super().__init__(f"{key}: {why}")
        self.key = key
        self.why = why
        self.fix = fix


class Unfit(ModelError):
    """What the model wrote may not be said, or it would not write. `mend` tells it what to do
    otherwise, "" where that is of no use."""

    def __init__(self, why: str, mend: str = "") -> None:
        super().__init__(why)
        self.mend = mend


class BudgetSpent(ModelError):
    """The call would cost more than is allowed; it was not made."""

    sent = False


class SpeechError(LoveError):
    """A voice gave no sound."""


class TopicError(LoveError):
    """What was to be passed on may or may not have been; the other side is not reached."""


class BadInput(LoveError):
    """What somebody sent cannot be used; the message says why."""


class ConfigError(LoveError):
    """A setting or file is wrong: `key` names it, `why` and `fix` are for people."""

    def __init__(self, key: str, why: str, fix: str) -> None:
        super().__init__(f"{key}: {why}\n  fix: {fix}")
        self.key = key
        self.why = why
        self.fix = fix
