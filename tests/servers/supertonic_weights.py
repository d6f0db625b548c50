"""Weights for Supertonic that fit in a test: its four ONNX graphs with the right inputs and outputs,
which hum instead of speaking."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

RATE, CHUNK, COMPRESS, LATENT = 16_000, 128, 2, 4
# Seconds of sound for a letter, at its own speed.
PACE = 0.08
STYLE, EMBEDDING = (1, 2, 3), 6
F, INT = TensorProto.FLOAT, TensorProto.INT64
CHANNELS = LATENT * COMPRESS


def write(folder: Path, voices: tuple[str, ...]) -> Path:
    """All files in `folder`, which is returned."""
    (folder / "onnx").mkdir(parents=True)
    (folder / "voice_styles").mkdir()
    config = {
        "ae": {"sample_rate": RATE, "base_chunk_size": CHUNK},
        "ttl": {"chunk_compress_factor": COMPRESS, "latent_dim": LATENT},
    }
    (folder / "onnx/tts.json").write_text(json.dumps(config))
    # It knows Latin letters, marks and the letters that Hangul is taken apart into.
    known = [*range(32, 127), *range(0x1100, 0x1200)]
    index = [-1] * 65_536
    for number, code in enumerate(known):
        index[code] = number
    (folder / "onnx/unicode_indexer.json").write_text(json.dumps(index))
    for number, name in enumerate(voices):
        style = {
            "dims": STYLE,
            "data": np.full(STYLE, 0.1 * (number + 1)).tolist(),
            "type": "float32",
        }
        (folder / f"voice_styles/{name}.json").write_text(
            json.dumps({"style_ttl": style, "style_dp": style})
        )
    for name, model in MODELS.items():
        onnx.save(model(), folder / f"onnx/{name}.onnx")
    return folder


def _model(
    nodes: list[Any], inputs: dict[str, tuple[int, list[Any]]], output: tuple[str, list[Any]],
    constants: dict[str, Any],
) -> Any:  # fmt: skip
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, *of) for name, of in inputs.items()],
        [helper.make_tensor_value_info(output[0], F, output[1])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def _duration() -> Any:
    """Seconds: so many for each letter of the mask; a style changes nothing."""
    nodes = [
        helper.make_node("ReduceSum", ["text_mask", "last"], ["letters"], keepdims=0),
        helper.make_node("Mul", ["letters", "pace"], ["seconds"]),
        helper.make_node("ReduceSum", ["style_dp"], ["style"], keepdims=0),
        helper.make_node("Mul", ["style", "nothing"], ["no_style"]),
        helper.make_node("ReduceSum", ["text_ids"], ["ids"], keepdims=0),
        helper.make_node("Cast", ["ids"], ["ids_f"], to=F),
        helper.make_node("Mul", ["ids_f", "nothing"], ["no_ids"]),
        helper.make_node("Add", ["no_style", "no_ids"], ["none"]),
        helper.make_node("Add", ["seconds", "none"], ["duration"]),
    ]
    return _model(
        nodes, TEXT | {"style_dp": (F, list(STYLE)), "text_mask": MASK}, ("duration", [1]),
        {"last": np.array([1, 2], np.int64), "pace": np.float32(PACE), "nothing": np.float32(0)},
    )  # fmt: skip


def _encoder() -> Any:
    nodes = [
        helper.make_node("Gather", ["table", "text_ids"], ["rows"]),
        helper.make_node("Transpose", ["rows"], ["columns"], perm=[0, 2, 1]),
        helper.make_node("ReduceMean", ["style_ttl"], ["style"], keepdims=0),
        helper.make_node("Add", ["columns", "style"], ["styled"]),
        helper.make_node("Mul", ["styled", "text_mask"], ["text_emb"]),
    ]
    table = np.random.default_rng(1).standard_normal((400, EMBEDDING)).astype(np.float32)
    return _model(
        nodes, TEXT | {"style_ttl": (F, list(STYLE)), "text_mask": MASK},
        ("text_emb", [1, EMBEDDING, "letters"]), {"table": table},
    )  # fmt: skip


def _estimator() -> Any:
    """Each step halves what is noise, and leans towards what the text and the style say."""
    nodes = [
        helper.make_node("ReduceMean", ["text_emb"], ["meant"], keepdims=0),
        helper.make_node("ReduceMean", ["style_ttl"], ["style"], keepdims=0),
        helper.make_node("ReduceMean", ["text_mask"], ["share"], keepdims=0),
        helper.make_node("Div", ["current_step", "total_step"], ["part"]),
        helper.make_node("Add", ["meant", "style"], ["a"]),
        helper.make_node("Add", ["a", "share"], ["b"]),
        helper.make_node("Add", ["b", "part"], ["c"]),
        helper.make_node("Mul", ["noisy_latent", "half"], ["quieter"]),
        helper.make_node("Add", ["quieter", "c"], ["next"]),
        helper.make_node("Mul", ["next", "latent_mask"], ["denoised"]),
    ]
    latent = (F, [1, CHANNELS, "frames"])
    inputs = {
        "noisy_latent": latent, "text_emb": (F, [1, EMBEDDING, "letters"]), "style_ttl": (F, list(STYLE)),
        "text_mask": MASK, "latent_mask": (F, [1, 1, "frames"]),
        "current_step": (F, [1]), "total_step": (F, [1]),
    }  # fmt: skip
    return _model(nodes, inputs, ("denoised", [1, CHANNELS, "frames"]), {"half": np.float32(0.5)})


def _vocoder() -> Any:
    """Each frame becomes a piece of a hum."""
    size = CHUNK * COMPRESS
    wave = 0.2 * np.sin(2 * np.pi * np.arange(size) * 4 / size)
    nodes = [
        helper.make_node("ReduceMean", ["latent"], ["loud"], axes=[1], keepdims=0),
        helper.make_node("Tanh", ["loud"], ["level"]),
        helper.make_node("Unsqueeze", ["level", "end"], ["column"]),
        helper.make_node("Mul", ["column", "wave"], ["pieces"]),
        helper.make_node("Reshape", ["pieces", "flat"], ["wav"]),
    ]
    return _model(
        nodes, {"latent": (F, [1, CHANNELS, "frames"])}, ("wav", [1, "samples"]),
        {"end": np.array([2], np.int64), "wave": wave.astype(np.float32)[None, None],
         "flat": np.array([1, -1], np.int64)},
    )  # fmt: skip


TEXT = {"text_ids": (INT, [1, "letters"])}
MASK = (F, [1, 1, "letters"])
MODELS = {
    "duration_predictor": _duration,
    "text_encoder": _encoder,
    "vector_estimator": _estimator,
    "vocoder": _vocoder,
}
