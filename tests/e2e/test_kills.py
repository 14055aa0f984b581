"""Slices of tests/crash/kills and tests/crash/imports: the sender is killed at random times under load,
an import at random points. The long runs are by hand."""

import importlib.machinery
import importlib.util
from pathlib import Path

CRASH = Path(__file__).resolve().parents[1] / "crash"


def load(name):
    loader = importlib.machinery.SourceFileLoader(name, str(CRASH / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


def test_killed_at_random_times():
    told = load("kills").rounds(8, seed=7)
    assert told["killed"] >= 4, told
    assert told["arrived"] > 100, told
    print(told)


def test_imports_killed_at_random_points():
    told = load("imports").rounds(4, seed=7)
    assert all(killed >= 2 for killed in told["killed"].values()), told  # those by bytes, for certain
    print(told)
