# SPDX-License-Identifier: Apache-2.0
"""Names, paths, sizes and offsets at their limits: one line for each observation, to be compared with
what the same script sees in a native directory. names.py DIRECTORY CASE [NUMBER]."""
import os
import sys
import time

from observations import attempt, say

TIB = 1 << 40


def write(path, data=b"x"):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.write(fd, data)
    os.close(fd)


def read(path):
    fd = os.open(path, os.O_RDONLY)
    data = os.read(fd, 100)
    os.close(fd)
    return data


def case_long_names():
    for length in [254, 255, 256, 1000, 4095]:
        name = b"n" * length
        other = b"o" * length
        say(f"{length} create", attempt(lambda: write(name)))
        say(f"{length} read", attempt(lambda: read(name)))
        say(f"{length} link", attempt(lambda: os.link(name, other)))
        say(f"{length} rename", attempt(lambda: os.rename(other, other[:-1] + b"r")))
        say(f"{length} stat", attempt(lambda: os.stat(name).st_size))
        say(f"{length} unlink", attempt(lambda: os.unlink(name)))
        say(f"{length} mkdir", attempt(lambda: os.mkdir(name)))
        say(f"{length} rmdir", attempt(lambda: os.rmdir(name)))
        say(f"{length} symlink", attempt(lambda: os.symlink(b"x", name)))
        say(f"{length} readlink", attempt(lambda: os.readlink(name)))
        say(f"{length} fifo", attempt(lambda: os.mkfifo(other)))
        say(f"{length} from short", attempt(lambda: write(b"short")) + " " + attempt(lambda: os.rename(b"short", b"s" * length)))
    say("names", sorted((len(n), n[:1]) for n in os.listdir(b".")))


def case_odd_names():
    # Not UTF-8, shell's worst, and every byte that a name may have.
    names = [b"caf\xe9\xff", b"\xff\xfe", b" ", b"-rf", b"a\nb", b"\x01\x1b[0m", b"*", b"...", b"\\", b"'\"", "ä".encode(), b"a:b",
             bytes(b for b in range(1, 256) if b != ord("/"))]
    for name in names:
        write(name, name)
        os.mkdir(name + b"d")
        os.symlink(name, name + b"l")
        say(repr(name), f"{read(name) == name[:100]} {os.readlink(name + b'l') == name} {read(name + b'l') == name[:100]}")
        os.rename(name, name + b"2")
        os.rename(name + b"2", name)
    listed = os.listdir(b".")
    say("listed once each", len(listed) == len(set(listed)) == 3 * len(names))
    say("all of them", all(n in listed and n + b"d" in listed and n + b"l" in listed for n in names))
    say("composed and decomposed differ", attempt(lambda: os.mkdir("é")) + " " + attempt(lambda: os.mkdir("e\u0301")))
    say("cases differ", attempt(lambda: os.mkdir("case")) + " " + attempt(lambda: os.mkdir("CASE")))


def case_long_paths():
    top = os.getcwd().encode()
    step = b"d" * 200
    here = top
    while len(here) + 1 + len(step) + 300 < 4095:
        os.mkdir(step)
        os.chdir(step)
        here += b"/" + step
    rest = 4095 - len(here) - 1
    names = []
    while rest > 0:
        take = min(rest, 255)
        if rest - take == 1:
            take -= 1
        names.append(b"e" * take)
        rest -= take + 1
    for name in names[:-1]:
        os.mkdir(name)
        os.chdir(name)
        here += b"/" + name
    path = here + b"/" + names[-1]
    say("length", len(path))
    say("by an absolute path of 4095", attempt(lambda: write(path, b"deep")))
    say("read", attempt(lambda: read(path)))
    say("one more", attempt(lambda: read(path + b"x")))
    os.mkdir(b"deeper")
    os.chdir(b"deeper")
    say("beyond, by a relative path", attempt(lambda: write(b"f" * 255)) + " " + str(attempt(lambda: os.stat(b"f" * 255).st_size)))
    say("a link's text of 4095", attempt(lambda: os.symlink(b"t" * 4095, b"link")) + " " + str(attempt(lambda: len(os.readlink(b"link")))))
    say("and of 4096", attempt(lambda: os.symlink(b"t" * 4096, b"longer")))
    say("an empty text", attempt(lambda: os.symlink(b"", b"empty")))
    os.unlink(b"f" * 255)


def case_offsets():
    fd = os.open("file", os.O_RDWR | os.O_CREAT, 0o644)
    last = (1 << 63) - 1
    for what, offset in [("2^63 - 1", last), ("2^63 - 2", last - 1), ("2^63 - 4096", last - 4095), ("2^62", 1 << 62), ("17 TiB", 17 * TIB)]:
        say(f"write at {what}", attempt(lambda: os.pwrite(fd, b"x", offset)))
        say(f"read at {what}", attempt(lambda: len(os.pread(fd, 1, offset))))
        say(f"truncate to {what}", attempt(lambda: os.ftruncate(fd, offset)))
    say("write over the end", attempt(lambda: os.pwrite(fd, b"x" * 4096, last - 100)))
    say("write at -1", attempt(lambda: os.pwrite(fd, b"x", -1)))
    say("read at -1", attempt(lambda: len(os.pread(fd, 1, -1))))
    say("truncate to -1", attempt(lambda: os.ftruncate(fd, -1)))
    say("size", os.fstat(fd).st_size)
    appender = os.open("file", os.O_WRONLY | os.O_APPEND)
    say("append", attempt(lambda: os.write(appender, b"end")))
    say("size then", os.fstat(fd).st_size)


def case_sparse():
    fd = os.open("sparse", os.O_RDWR | os.O_CREAT, 0o644)
    say("truncate to 5 TiB", attempt(lambda: os.ftruncate(fd, 5 * TIB)))
    say("size", os.fstat(fd).st_size == 5 * TIB)
    say("write at its end", attempt(lambda: os.pwrite(fd, b"end", 5 * TIB - 3)))
    say("write in the middle", attempt(lambda: os.pwrite(fd, b"middle", 3 * TIB)))
    say("read the end", os.pread(fd, 10, 5 * TIB - 3))
    say("read the middle", os.pread(fd, 8, 3 * TIB - 1))
    say("read a hole", os.pread(fd, 4096, 2 * TIB + 1) == bytes(4096))
    say("read over the end", len(os.pread(fd, 4096, 5 * TIB - 100)))
    os.close(fd)
    say("few blocks", os.stat("sparse").st_blocks * 512 < 1 << 20)
    say("size later", os.stat("sparse").st_size == 5 * TIB)
    say("shrink", attempt(lambda: os.truncate("sparse", 3 * TIB + 3)))
    fd = os.open("sparse", os.O_RDWR)
    say("what is left", os.pread(fd, 10, 3 * TIB))
    say("data from the middle", attempt(lambda: os.lseek(fd, 3 * TIB, os.SEEK_DATA) == 3 * TIB))
    say("hole from the middle", attempt(lambda: os.lseek(fd, 3 * TIB, os.SEEK_HOLE) == 3 * TIB + 3))
    say("data past the end", attempt(lambda: os.lseek(fd, 3 * TIB + 3, os.SEEK_DATA)))
    os.close(fd)


def case_holes():
    """Where the mount may see less than a native directory: one that knows no holes is right too."""
    fd = os.open("holes", os.O_RDWR | os.O_CREAT, 0o644)
    os.ftruncate(fd, 64 << 20)
    os.pwrite(fd, b"x", 32 << 20)
    say("data from 0", os.lseek(fd, 0, os.SEEK_DATA))
    say("hole from 0", os.lseek(fd, 0, os.SEEK_HOLE))
    say("hole from the data", os.lseek(fd, 32 << 20, os.SEEK_HOLE))


def case_listing(directory):
    """Time to the first entry and to the last, and how many there were."""
    start = time.monotonic()
    first = 0.0
    count = 0
    with os.scandir(directory) as entries:
        for _ in entries:
            if count == 0:
                first = time.monotonic() - start
            count += 1
    say("first", f"{first * 1000:.0f} ms")
    say("all", f"{(time.monotonic() - start) * 1000:.0f} ms")
    say("entries", count)


def case_fill(number):
    for i in range(int(number)):
        os.close(os.open(f"entry-{i:07}", os.O_WRONLY | os.O_CREAT))


def main():
    directory, case = sys.argv[1:3]
    if case == "listing":
        case_listing(directory)
        return
    os.umask(0o022)
    os.chdir(directory)
    os.mkdir(case)
    os.chdir(case)
    globals()["case_" + case](*sys.argv[3:])


main()
