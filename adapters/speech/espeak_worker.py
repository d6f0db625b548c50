"""A process that speaks with espeak-ng: requests on stdin, sound on stdout.

espeak-ng keeps global state and can crash on odd input, so it lives apart. A request is
one JSON line {"text", "speed", "pitch"}; the answer is a 4-byte big-endian sample rate and
a 4-byte length, then that many bytes of 16-bit mono samples. Text never becomes an argument
or an option, and SSML is off, so nothing in it is obeyed.
"""

import ctypes
import json
import struct
import sys

import espeakng_loader

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS of speak_lib.h
_UTF8 = 1  # espeakCHARS_UTF8
_RATE, _PITCH = 1, 3  # espeakRATE, espeakPITCH
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def main() -> None:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
    if rate <= 0 or library.espeak_SetVoiceByName(b"ko") != 0:
        sys.exit("espeak-ng has no Korean voice here")
    samples = bytearray()

    @_CALLBACK  # type: ignore[untyped-decorator]
    def collect(wav: "ctypes._Pointer[ctypes.c_short]", count: int, _: int) -> int:
        if wav and count > 0:
            samples.extend(ctypes.string_at(wav, count * 2))
        return 0

    library.espeak_SetSynthCallback(collect)
    out = sys.stdout.buffer
    for line in sys.stdin.buffer:
        request = json.loads(line)
        samples.clear()
        library.espeak_SetParameter(_RATE, int(request["speed"]), 0)
        library.espeak_SetParameter(_PITCH, int(request["pitch"]), 0)
        text = str(request["text"]).encode("utf-8", "replace").replace(b"\0", b" ")
        library.espeak_Synth(text + b"\0", len(text) + 1, 0, 1, 0, _UTF8, None, None)
        library.espeak_Synchronize()
        out.write(struct.pack(">II", rate, len(samples)) + samples)
        out.flush()


if __name__ == "__main__":
    main()
