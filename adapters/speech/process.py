"""A voice in a process of its own: requests go in, sounds come out."""

import asyncio
import contextlib
import json
import struct
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from core.errors import SpeechError

HEADER: Final = ">II"
# Instead of a sample rate: what follows says why there is no sound.
REFUSED: Final = 0
ENDED: Final = "the voice's process has ended"


class VoiceProcess:
    """Asks one sentence at a time; a process that died is started again once.

    A request is one JSON line; the answer is a 4-byte big-endian sample rate and a 4-byte
    length, then that many bytes of 16-bit mono samples, or of words where the rate is REFUSED.
    """

    def __init__(self, module: str, arguments: Sequence[str] = (), start: float = 0.0) -> None:
        """`module` is run by this Python; its first sound may take `start` seconds longer."""
        self._command = (sys.executable, "-m", module, *arguments)
        self._start = start
        self._process: asyncio.subprocess.Process | None = None
        self._warm = False
        self._turn = asyncio.Lock()
        self._exchange: asyncio.Task[tuple[int, bytes]] | None = None
        self._over = False

    async def sound(self, request: Mapping[str, object], within: float) -> tuple[int, bytes]:
        """Sample rate and samples. Raises SpeechError where none comes `within` seconds.

        Whoever stops waiting leaves an exchange that ends by itself: a half-read answer would
        be taken for the next one's.
        """
        await self._turn.acquire()
        task = self._exchange = asyncio.create_task(self._sound(request, within))
        task.add_done_callback(self._ended)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            here = asyncio.current_task()
            if not task.cancelled() or (here is not None and here.cancelling()):
                raise
            raise SpeechError(ENDED) from None

    def _ended(self, task: asyncio.Task[tuple[int, bytes]]) -> None:
        self._turn.release()
        if not task.cancelled():
            task.exception()  # whoever asked may have left

    async def stop(self) -> None:
        """End the process and what it is asked."""
        self._over = True
        if self._exchange is not None:
            self._exchange.cancel()
            await asyncio.wait({self._exchange})
        await self._kill()

    async def _sound(self, request: Mapping[str, object], within: float) -> tuple[int, bytes]:
        line = (json.dumps(request) + "\n").encode()
        try:
            rate, sound = await self._answer(line, within)
        except (OSError, asyncio.IncompleteReadError):  # it died, of this or of something earlier
            await self._kill()
            try:
                rate, sound = await self._answer(line, within)
            except (OSError, asyncio.IncompleteReadError) as error:
                await self._kill()
                why = f"the voice's process gave no sound ({type(error).__name__})"
                raise SpeechError(why) from error
        if rate == REFUSED:
            raise SpeechError(sound.decode("utf-8", "replace"))
        return rate, sound

    async def _answer(self, line: bytes, within: float) -> tuple[int, bytes]:
        if self._over:
            raise SpeechError(ENDED)
        try:
            async with asyncio.timeout(within if self._warm else within + self._start):
                answer = await self._ask(line)
        except TimeoutError:
            await self._kill()
            raise SpeechError(f"the voice's process gave no sound within {within:.0f} s") from None
        self._warm = True
        return answer

    async def _ask(self, line: bytes) -> tuple[int, bytes]:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line)
        await process.stdin.drain()
        rate, length = struct.unpack(HEADER, await process.stdout.readexactly(8))
        return rate, await process.stdout.readexactly(length)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._warm = False
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
        return self._process

    async def _kill(self) -> None:
        process, self._process, self._warm = self._process, None, False
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        # asyncio tells of the end only once all was read that the process wrote: a sound whose
        # reader was cancelled would keep `wait` waiting for ever.
        await process.communicate()
