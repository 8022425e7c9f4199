#!/usr/bin/env python3
"""Runs a command at a terminal of its own, as a person would: terminal.py FOLDER SECONDS COMMAND…

FOLDER/screen is what the command has shown, FOLDER/keys a pipe for what is typed, FOLDER/status its exit status once it has
ended. After SECONDS, or when this program is told to end, everything at that terminal ends.
"""

import os
import pty
import select
import signal
import sys
import time


def main(folder, seconds, command):
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(end(child)))
    # Also open for writing, so that it does not end with the first who types.
    keys = os.open(os.path.join(folder, "keys"), os.O_RDWR)
    until = time.monotonic() + seconds
    with open(os.path.join(folder, "screen"), "ab", buffering=0) as screen:
        while time.monotonic() < until:
            ready, _, _ = select.select([terminal, keys], [], [], 1)
            if keys in ready:
                os.write(terminal, os.read(keys, 4096))
            if terminal in ready and not shown(terminal, screen):
                break
        else:
            end(child)
    _, status = os.waitpid(child, 0)
    with open(os.path.join(folder, "status.new"), "w") as file:
        file.write(str(os.waitstatus_to_exitcode(status)))
    os.rename(os.path.join(folder, "status.new"), os.path.join(folder, "status"))


def shown(terminal, screen):
    """Whether there was more to show: with the last process that has it open, a terminal ends in an error."""
    try:
        text = os.read(terminal, 65536)
    except OSError:
        return False
    screen.write(text)
    return bool(text)


def end(child):
    """Ends all of the command's session: its process group first, and then whoever ignored that."""
    for what in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child, what)
        except ProcessLookupError:
            return 1
        time.sleep(1)
    return 1


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
