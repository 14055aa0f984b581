"""Nothing that a run starts outlives it, however it ends.

The bench works in a child of this process, which adopts whatever loses its parent down there
(Postfix and Dovecot do so on purpose) and ends all that is left when the bench has ended, was told to
end, or was killed. Killed itself, it leaves a bench that is told to end and clears up by itself.
"""

import ctypes
import os
import signal
import sys
import time

SET_PDEATHSIG, SET_CHILD_SUBREAPER = 1, 36
PATIENCE_S = 20  # to clear up, once told to end


def prctl(option, value):
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def children(pid):
    try:
        return [int(c) for task in os.listdir(f"/proc/{pid}/task")
                for c in open(f"/proc/{pid}/task/{task}/children", encoding="ascii").read().split()]
    except OSError:
        return []  # it ended meanwhile


def family(pid):
    """The process and all its descendants."""
    yield pid
    for child in children(pid):
        yield from family(child)


def signal_one(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def end_all():
    """Ends our descendants; each that loses its parent in doing so becomes a child of ours."""
    while left := [pid for pid in family(os.getpid())][1:]:
        for pid in left:
            signal_one(pid, signal.SIGKILL)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.01)


def watch(bench):
    """Until the bench ends: its exit code. Told to end, we tell it, and wait, but not for ever."""
    told = []

    def tell(number, _frame):
        told.append(number)
        signal_one(bench, signal.SIGTERM)
        signal.signal(signal.SIGALRM, lambda *_: signal_one(bench, signal.SIGKILL))
        signal.alarm(PATIENCE_S)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, tell)
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == bench:
            code = os.waitstatus_to_exitcode(status)
            return 128 + told[0] if told else code if code >= 0 else 128 - code


def end_once(_number, _frame):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit("run: told to end; no table is complete.")


def guard():
    """Returns in the child, where the bench goes on."""
    prctl(SET_CHILD_SUBREAPER, 1)
    guardian = os.getpid()
    bench = os.fork()
    if bench:
        try:
            code = watch(bench)
        finally:
            end_all()
        os._exit(code)
    os.setpgid(0, 0)  # the terminal's ^C is for the guardian, which passes it on
    signal.signal(signal.SIGTERM, end_once)
    prctl(SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != guardian:
        sys.exit(1)
