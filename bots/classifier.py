"""The classifier that an operator chose: the shipped one, other weights, or a fine-tuned model."""

from pathlib import Path

from core.errors import ConfigError
from core.ports import Classifier
from core.understanding.linear import LinearClassifier


def load_classifier(path: str = "") -> Classifier:
    """The shipped classifier where `path` is empty, else that of an .npz file or of a folder
    made by `lovelm emotion train --base`. Raises ConfigError naming what is missing."""
    if not path:
        return LinearClassifier.load()
    if Path(path).is_file():
        return LinearClassifier.load(Path(path))
    require_torch("LOVELM_CLASSIFIER")
    from adapters.models.transformers_classifier import TransformersClassifier

    return TransformersClassifier.load(Path(path))


def require_torch(key: str) -> None:
    """Raises ConfigError where torch or transformers is not installed."""
    try:
        import torch  # noqa: F401
        import transformers  # noqa: F401
    except ModuleNotFoundError as error:
        fix = "pip install torch==2.13.0 and then pip install 'lovelm[local]'"
        raise ConfigError(key, f"{error.name} is not installed", fix) from error
