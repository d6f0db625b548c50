"""The command line: `lovelm COMMAND`. Each command's module is imported only when it is run."""

import argparse
import importlib
import sys

from core.errors import LoveError


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit status. 2: a setting or an argument is wrong."""
    argv = sys.argv[1:] if argv is None else argv
    parser = argparse.ArgumentParser(
        prog="lovelm",
        description="LoveLM: four AI personas who counsel viewers on love in live chat.",
        epilog="commands:\n" + "\n".join(f"  {name:10} {help}" for name, help in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="lovelm COMMAND [OPTION ...]",
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND", help="one of those below")
    parser.add_argument(
        "rest", nargs=argparse.REMAINDER, metavar="OPTION", help="see lovelm COMMAND --help"
    )
    chosen = parser.parse_args(argv)
    module = importlib.import_module(f"bots.commands.{chosen.command}")
    own = argparse.ArgumentParser(prog=f"lovelm {chosen.command}", description=module.__doc__)
    module.arguments(own)
    try:
        status: int = module.main(own.parse_args(chosen.rest))
    except LoveError as error:
        print(f"lovelm: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output left: nobody to tell
        sys.stderr.close()
        return 0
    return status


COMMANDS = {
    "demo": "a simulated stream in your browser, no keys needed",
    "run": "listen and answer on every configured platform, beside the room",
    "connect": "ask a Twitch or Chzzk account for its consent",
    "chat": "one dialogue in this terminal",
    "inspect": "JSON lines: what each text is understood to mean",
    "emotion": "train and measure what reads emotion, intent and situation",
    "safety": "train and measure crisis triage",
    "reply": "JSON lines: what a persona answers",
    "gate": "JSON lines: which lines of a stream deserve an answer",
    "movies": "JSON lines: films that fit",
    "bench": "models compared: seconds, persona, safety, quality",
    "persona": "who the personas are",
    "voice": "how a persona sounds, into a file",
    "migrate": "bring the database to this version, before its processes start",
    "backup": "everything that is kept, into one file",
    "restore": "put a backup back, into a file or PostgreSQL",
    "report": "what a stream came to, as a page",
    "highlights": "a stream's best moments, with scripts and captions",
    "forget": "a viewer, for good, as `!잊어줘` does",
    "export": "everything that is kept of a viewer, for that viewer",
    "studio": "who may open a channel's studio",
    "hook": "where other services send donations",
    "doctor": "what is set up, what is not, and how to mend it",
}

if __name__ == "__main__":
    sys.exit(main())
