"""A slice of tests/crash/kills: the sender is killed at random times under load, and what the server
took is held against the store after each. The long run is by hand."""

import importlib.machinery
import importlib.util
from pathlib import Path

PATH = Path(__file__).resolve().parents[1] / "crash" / "kills"


def load():
    loader = importlib.machinery.SourceFileLoader("kills", str(PATH))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("kills", loader))
    loader.exec_module(module)
    return module


def test_killed_at_random_times():
    told = load().rounds(8, seed=7)
    assert told["killed"] >= 4, told
    assert told["arrived"] > 100, told
    print(told)
