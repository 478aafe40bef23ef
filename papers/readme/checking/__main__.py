"""`check-readme`, or `python -m papers.readme.checking`: checks READMEs. Needs neither Django nor a database."""

from __future__ import annotations

import os
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from papers.readme.checking.command import RefusedError, Words, add_arguments, options_of, rules, run
from papers.readme.venues import BUILT_IN


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0 for nothing that fails the check, 1 for findings that do, 2 where it is refused."""
    parser = ArgumentParser(prog="check-readme", description="Checks the Markdown list of a survey's papers.")
    add_arguments(parser, "README.md")
    given = vars(parser.parse_args(arguments))
    try:
        outcome = rules() if given["rules"] else run(options_of(given), Words(BUILT_IN), os.environ)
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 2
    sys.stderr.write(outcome.report)
    sys.stderr.flush()
    sys.stdout.buffer.write(outcome.output)
    sys.stdout.buffer.flush()
    return outcome.exit_code


def command() -> None:
    # A reader that closes the pipe early, as `head` does, has had enough: no error.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    sys.exit(main())


if __name__ == "__main__":
    command()
