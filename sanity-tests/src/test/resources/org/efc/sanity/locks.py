# SPDX-License-Identifier: Apache-2.0
"""Locks between processes: one line for each observation, to be compared with what the same script
sees in a native directory. locks.py DIRECTORY CASE; hold and probe work across processes."""
import errno
import fcntl
import os
import signal
import struct
import sys
import time

import observations
from observations import say

OFD_GETLK, OFD_SETLK, OFD_SETLKW = 36, 37, 38
NAMES = {fcntl.F_RDLCK: "read", fcntl.F_WRLCK: "write", fcntl.F_UNLCK: "none"}


def attempt(action):
    result = observations.attempt(action)
    return "denied" if result in ("EAGAIN", "EACCES", "EWOULDBLOCK") else result


def opened(name="file"):
    return os.open(name, os.O_RDWR | os.O_CREAT, 0o666)


def lock(fd, command, kind, start=0, length=0):
    return fcntl.fcntl(fd, command, struct.pack("hhqqixxxx", kind, os.SEEK_SET, start, length, 0))


def posix(fd, kind, start=0, length=0, command=fcntl.F_SETLK):
    return attempt(lambda: lock(fd, command, kind, start, length) and None)


def test(fd, kind, start=0, length=0, command=fcntl.F_GETLK):
    def ask():
        kind_, _, start_, length_, pid = struct.unpack("hhqqixxxx", lock(fd, command, kind, start, length))
        return "free" if kind_ == fcntl.F_UNLCK else f"{NAMES[kind_]} {start_} {length_} by {'child' if pid > 0 else pid}"

    return attempt(ask)


def flock(fd, how):
    return attempt(lambda: fcntl.flock(fd, how))


def child(action):
    """A process that does it, says so, and lives until it is told to end."""
    told, tell = os.pipe()
    heard, hear = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(tell)
        os.close(heard)
        keep = action()
        os.write(hear, b"x")
        os.read(told, 1)
        os._exit(0 if keep is not None else 1)
    os.close(told)
    os.close(hear)
    os.read(heard, 1)
    os.close(heard)

    def end(how):
        if how:
            os.kill(pid, how)
        os.close(tell)
        os.waitpid(pid, 0)

    return end


def in_child(action):
    """The result of an action in another process."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, str(attempt(action)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read().decode()
    os.waitpid(pid, 0)
    return text


def case_flock():
    fd = opened()
    say("exclusive", flock(fd, fcntl.LOCK_EX))
    say("another exclusive", in_child(lambda: flock(opened(), fcntl.LOCK_EX | fcntl.LOCK_NB)))
    say("another shared", in_child(lambda: flock(opened(), fcntl.LOCK_SH | fcntl.LOCK_NB)))
    say("down to shared", flock(fd, fcntl.LOCK_SH))
    say("another shared now", in_child(lambda: flock(opened(), fcntl.LOCK_SH | fcntl.LOCK_NB)))
    say("another exclusive now", in_child(lambda: flock(opened(), fcntl.LOCK_EX | fcntl.LOCK_NB)))
    other = opened()
    say("another open file of the process", flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB))
    say("unlocked", flock(fd, fcntl.LOCK_UN))
    say("another after that", in_child(lambda: flock(opened(), fcntl.LOCK_EX | fcntl.LOCK_NB)))
    flock(fd, fcntl.LOCK_EX)
    duplicate = os.dup(fd)
    os.close(fd)
    say("held by a duplicate", in_child(lambda: flock(opened(), fcntl.LOCK_EX | fcntl.LOCK_NB)))
    os.close(duplicate)
    say("gone with the last close", in_child(lambda: flock(opened(), fcntl.LOCK_EX | fcntl.LOCK_NB)))
    reader = os.open("file", os.O_RDONLY)
    say("exclusive on a read-only file", flock(reader, fcntl.LOCK_EX))


def case_fcntl():
    fd = opened()
    say("10..19", posix(fd, fcntl.F_WRLCK, 10, 10))
    say("another 0..9", in_child(lambda: posix(opened(), fcntl.F_WRLCK, 0, 10)))
    say("another 19", in_child(lambda: posix(opened(), fcntl.F_RDLCK, 19, 1)))
    say("another 20..end", in_child(lambda: posix(opened(), fcntl.F_WRLCK, 20, 0)))
    say("who has 0..end", in_child(lambda: test(opened(), fcntl.F_WRLCK)))
    say("who has 0..9", in_child(lambda: test(opened(), fcntl.F_WRLCK, 0, 10)))
    say("the middle becomes shared", posix(fd, fcntl.F_RDLCK, 12, 2))
    say("another shares it", in_child(lambda: posix(opened(), fcntl.F_RDLCK, 12, 2)))
    say("and no more", in_child(lambda: posix(opened(), fcntl.F_RDLCK, 12, 3)))
    say("the middle is freed", posix(fd, fcntl.F_UNLCK, 12, 2))
    say("another takes it", in_child(lambda: posix(opened(), fcntl.F_WRLCK, 12, 2)))
    say("far away", posix(fd, fcntl.F_WRLCK, 1 << 40, 1))
    say("the last byte there is", posix(fd, fcntl.F_WRLCK, (1 << 63) - 1, 1))
    say("beyond", posix(fd, fcntl.F_WRLCK, (1 << 63) - 1, 2))
    say("write lock on a read-only file", posix(os.open("file", os.O_RDONLY), fcntl.F_WRLCK))
    os.close(opened())
    say("gone with any close", in_child(lambda: test(opened(), fcntl.F_WRLCK)))
    say("not inherited", posix(fd, fcntl.F_WRLCK) + ", child " + in_child(lambda: test(fd, fcntl.F_WRLCK)))
    say("flock is another matter", in_child(lambda: flock(opened(), fcntl.LOCK_EX | fcntl.LOCK_NB)))


def case_ofd():
    one, two = opened(), opened()
    say("of an open file", posix(one, fcntl.F_WRLCK, 0, 10, OFD_SETLK))
    say("another of the process", posix(two, fcntl.F_WRLCK, 5, 10, OFD_SETLK))
    say("who", test(two, fcntl.F_WRLCK, 0, 0, OFD_GETLK))
    say("against a process's", posix(two, fcntl.F_WRLCK, 5, 10))
    os.close(opened())
    say("stays at another close", in_child(lambda: posix(opened(), fcntl.F_RDLCK, 0, 1, OFD_SETLK)))
    end = child(lambda: one)
    os.close(one)
    say("held by an heir", posix(two, fcntl.F_WRLCK, 0, 10, OFD_SETLK))
    end(signal.SIGKILL)
    say("gone with the heir", posix(two, fcntl.F_WRLCK, 0, 10, OFD_SETLK))


def waits(name, take, hold, release):
    """Whether a lock that another process holds is waited for, and got once it is given up."""
    fd = opened()
    hold(fd)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(fd)  # an inherited descriptor would hold it too
        mine = opened()
        os.write(writer, b"a")
        result = take(mine)
        os.write(writer, result.encode())
        os._exit(0)
    os.close(writer)
    os.read(reader, 1)
    time.sleep(0.2)
    os.set_blocking(reader, False)
    early = attempt(lambda: os.read(reader, 10).decode())
    os.set_blocking(reader, True)
    release(fd)
    say(name, f"{early} at first, then {os.read(reader, 10).decode()}")
    os.waitpid(pid, 0)
    attempt(lambda: os.close(fd))


def case_waiting():
    waits("flock", lambda fd: flock(fd, fcntl.LOCK_EX), lambda fd: flock(fd, fcntl.LOCK_EX), lambda fd: flock(fd, fcntl.LOCK_UN))
    waits("fcntl", lambda fd: posix(fd, fcntl.F_WRLCK, 0, 0, fcntl.F_SETLKW), lambda fd: posix(fd, fcntl.F_WRLCK),
          lambda fd: posix(fd, fcntl.F_UNLCK))
    waits("ofd", lambda fd: posix(fd, fcntl.F_WRLCK, 0, 0, OFD_SETLKW), lambda fd: posix(fd, fcntl.F_WRLCK, 0, 0, OFD_SETLK),
          lambda fd: posix(fd, fcntl.F_UNLCK, 0, 0, OFD_SETLK))
    waits("until close", lambda fd: flock(fd, fcntl.LOCK_EX), lambda fd: flock(fd, fcntl.LOCK_EX), lambda fd: attempt(lambda: os.close(fd)))
    fd = opened()
    flock(fd, fcntl.LOCK_EX)

    def interrupted():
        signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(InterruptedError(errno.EINTR, "")))
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        fcntl.flock(opened(), fcntl.LOCK_EX)

    say("interrupted", in_child(interrupted))


def case_deadlock():
    fd = opened()
    posix(fd, fcntl.F_WRLCK, 0, 1)

    def other():
        mine = opened()
        posix(mine, fcntl.F_WRLCK, 1, 1)
        return mine

    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        mine = other()
        os.write(writer, b"a")
        posix(mine, fcntl.F_WRLCK, 0, 1, fcntl.F_SETLKW)
        os._exit(0)
    os.read(reader, 1)
    time.sleep(0.2)
    say("deadlock", posix(fd, fcntl.F_WRLCK, 1, 1, fcntl.F_SETLKW))
    os.close(fd)
    os.waitpid(pid, 0)


def case_killed():
    def all_of_them():
        one, two, three = opened("a"), opened("b"), opened("c")
        flock(one, fcntl.LOCK_EX)
        posix(two, fcntl.F_WRLCK, 5, 5)
        posix(three, fcntl.F_WRLCK, 0, 0, OFD_SETLK)
        return one, two, three

    end = child(all_of_them)
    for when in ["held", "after kill -9"]:
        say(f"flock {when}", flock(opened("a"), fcntl.LOCK_EX | fcntl.LOCK_NB))
        say(f"fcntl {when}", posix(opened("b"), fcntl.F_WRLCK))
        say(f"ofd {when}", posix(opened("c"), fcntl.F_WRLCK, 0, 0, OFD_SETLK))
        if when == "held":
            end(signal.SIGKILL)


def case_refused():
    fd = opened()
    say("flock", flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB))
    say("flock shared", flock(fd, fcntl.LOCK_SH))
    say("flock waiting", flock(fd, fcntl.LOCK_EX))
    say("fcntl", posix(fd, fcntl.F_WRLCK))
    say("fcntl read", posix(fd, fcntl.F_RDLCK, 3, 4))
    say("fcntl waiting", posix(fd, fcntl.F_WRLCK, 0, 0, fcntl.F_SETLKW))
    say("ofd", posix(fd, fcntl.F_WRLCK, 0, 0, OFD_SETLK))
    say("who", test(fd, fcntl.F_WRLCK))
    say("unlock", flock(fd, fcntl.LOCK_UN) + " " + posix(fd, fcntl.F_UNLCK))
    os.write(fd, b"data")
    say("data", os.pread(fd, 10, 0).decode())
    os.close(fd)


def case_hold():
    """Holds one lock of each kind until standard input ends; another waits for the second."""
    one, two, three = opened("a"), opened("b"), opened("c")
    say("held", f"{flock(one, fcntl.LOCK_EX)} {posix(two, fcntl.F_WRLCK, 5, 5)} {posix(three, fcntl.F_WRLCK, 0, 0, OFD_SETLK)}")
    while True:
        time.sleep(1)


def case_probe():
    say("flock", flock(opened("a"), fcntl.LOCK_EX | fcntl.LOCK_NB))
    say("fcntl", posix(opened("b"), fcntl.F_WRLCK))
    say("fcntl elsewhere", posix(opened("b"), fcntl.F_WRLCK, 0, 5))
    say("who", test(opened("b"), fcntl.F_WRLCK))
    say("ofd", posix(opened("c"), fcntl.F_WRLCK, 0, 0, OFD_SETLK))


def case_wait():
    """Waits for what hold has."""
    say("waits", "now")
    say("flock", flock(opened("a"), fcntl.LOCK_EX))
    say("fcntl", posix(opened("b"), fcntl.F_WRLCK, 0, 0, fcntl.F_SETLKW))
    say("ofd", posix(opened("c"), fcntl.F_WRLCK, 0, 0, OFD_SETLKW))


def main():
    directory, case = sys.argv[1:]
    os.chdir(directory)
    signal.alarm(60)
    globals()["case_" + case]()


main()
