# SPDX-License-Identifier: Apache-2.0
"""How the scripts beside this one tell what they saw: a line for each observation."""
import errno


def say(what, value):
    print(f"{what}: {value}", flush=True)


def attempt(action):
    """What the action returns, or the name of its errno."""
    try:
        result = action()
        return "ok" if result is None else result
    except OSError as e:
        return errno.errorcode.get(e.errno, str(e.errno))
