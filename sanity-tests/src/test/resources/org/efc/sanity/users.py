# SPDX-License-Identifier: Apache-2.0
"""What users may and may not do in a directory: one line for each observation, to be compared with
what the same script sees in a native directory. Run as root: users.py DIRECTORY CASE."""
import os
import stat
import sys

from observations import attempt, say

ALICE, BOB, TEAM, OTHER = 1001, 1002, 2001, 2002


def as_user(uid, gid, groups, action):
    """The same in a process of that user."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            os.setgroups(groups)
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
            os.write(writer, str(attempt(action)).encode())
        except BaseException as e:
            os.write(writer, f"crashed: {e!r}".encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        text = pipe.read().decode()
    os.waitpid(pid, 0)
    return text


def alice(action, groups=()):
    return as_user(ALICE, ALICE, list(groups), action)


def bob(action, groups=()):
    return as_user(BOB, BOB, list(groups), action)


def write(path, data=b"x", flags=os.O_WRONLY | os.O_CREAT, mode=0o666):
    fd = os.open(path, flags, mode)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


def read(path):
    fd = os.open(path, os.O_RDONLY)
    try:
        return os.read(fd, 100).decode()
    finally:
        os.close(fd)


def shown(path):
    s = os.lstat(path)
    return f"{stat.S_IMODE(s.st_mode):o} {s.st_uid} {s.st_gid}"


def made(path, uid=0, gid=0, mode=0o644):
    write(path)
    os.chown(path, uid, gid)
    os.chmod(path, mode)
    return path


def made_directory(path, uid=0, gid=0, mode=0o755):
    os.mkdir(path)
    os.chown(path, uid, gid)
    os.chmod(path, mode)
    return path


def case_creation():
    def everything():
        os.umask(0o027)
        write("file")
        os.mkdir("dir", 0o1777)
        os.symlink("target", "link")
        os.mkfifo("fifo")
        os.open("zero", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0)
        os.umask(0)
        os.open("all", os.O_RDWR | os.O_CREAT, 0o6777)

    say("alice makes", alice(everything, [TEAM]))
    for name in ["file", "dir", "link", "fifo", "zero", "all"]:
        say(name, shown(name))
    say("device", alice(lambda: os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(1, 3))))
    say("device by root", attempt(lambda: os.mknod("null", stat.S_IFCHR | 0o600, os.makedev(1, 3))))

    def root_of_a_group():
        write("of-root")
        os.mkdir("dir-of-root")

    say("root in a group makes", as_user(0, TEAM, [], root_of_a_group))
    say("of root", shown("of-root") + ", " + shown("dir-of-root"))


def case_groups():
    made("team", 0, TEAM, 0o660)
    made_directory("teams", 0, TEAM, 0o770)
    many = list(range(3000, 3040))
    for what, groups in [("no group", []), ("the group", [TEAM]), ("many groups", many), ("the last of many", many + [TEAM]),
                         ("the first of many", [TEAM] + many), ("the 17th of many", many[:16] + [TEAM] + many[16:])]:
        say(f"read with {what}", alice(lambda: read("team"), groups))
        say(f"write with {what}", alice(lambda: write("team"), groups))
        say(f"list with {what}", alice(lambda: len(os.listdir("teams")) >= 0, groups))
        name = "teams/" + what.replace(" ", "-")
        say(f"make with {what}", alice(lambda: write(name), groups))
        say(f"remove with {what}", alice(lambda: os.unlink(name), groups))
    say("primary group", as_user(ALICE, TEAM, [], lambda: read("team")))


def case_denials():
    made("secret", BOB, BOB, 0o600)
    made_directory("private", BOB, BOB, 0o700)
    made("private/inner", BOB, BOB, 0o666)
    made_directory("searchable", BOB, BOB, 0o711)
    made("searchable/known", BOB, BOB, 0o644)
    made("writable", BOB, BOB, 0o622)
    say("read", alice(lambda: read("secret")))
    say("write", alice(lambda: write("secret")))
    say("truncate", alice(lambda: os.truncate("secret", 0)))
    say("access", alice(lambda: [os.access("secret", right) for right in (os.R_OK, os.W_OK, os.X_OK, os.F_OK)]))
    say("access of one's own", bob(lambda: [os.access("secret", right) for right in (os.R_OK, os.W_OK, os.X_OK, os.F_OK)]))
    say("list", alice(lambda: os.listdir("private")))
    say("stat inside", alice(lambda: os.stat("private/inner").st_size))
    say("read inside", alice(lambda: read("private/inner")))
    say("make inside", alice(lambda: write("private/new")))
    say("list searchable", alice(lambda: os.listdir("searchable")))
    say("read known", alice(lambda: read("searchable/known")))
    say("make in searchable", alice(lambda: write("searchable/new")))
    say("remove in searchable", alice(lambda: os.unlink("searchable/known")))
    say("write only", alice(lambda: write("writable")))
    say("read write only", alice(lambda: read("writable")))
    say("chmod", alice(lambda: os.chmod("writable", 0o777)))
    say("noatime", alice(lambda: os.open("searchable/known", os.O_RDONLY | os.O_NOATIME)))
    say("chdir", alice(lambda: os.chdir("private")))
    os.chmod("secret", 0o640)
    say("after a chmod for others", alice(lambda: read("secret")))
    os.chmod("secret", 0o644)
    say("after a chmod", alice(lambda: read("secret")))


def case_set_group_id_directories():
    made_directory("shared", 0, TEAM, 0o2777)

    def everything():
        write("shared/file")
        os.mkdir("shared/dir")
        os.symlink("x", "shared/link")
        os.mkfifo("shared/fifo")
        os.close(os.open("shared/program", os.O_WRONLY | os.O_CREAT, 0o2775))
        os.mkdir("shared/dir/dir")
        write("shared/dir/dir/file")

    for who, groups in [("stranger", []), ("member", [TEAM])]:
        say(f"{who} makes", alice(everything, groups))
        for name in ["file", "dir", "link", "fifo", "program", "dir/dir", "dir/dir/file"]:
            say(f"{who}: {name}", shown("shared/" + name))
        for name in ["file", "link", "fifo", "program", "dir/dir/file"]:
            os.unlink("shared/" + name)
        os.rmdir("shared/dir/dir")
        os.rmdir("shared/dir")


def case_privileges():
    for mode in [0o4777, 0o2777, 0o6777, 0o2767, 0o6666]:
        for who, actor in [("root", attempt), ("another", bob), ("the owner", alice)]:
            path = made("program", ALICE, ALICE, mode)
            say(f"{mode:o} written by {who}", f"{actor(lambda: write(path))} {shown(path)}")
            os.chmod(path, mode)
            say(f"{mode:o} truncated by {who}", f"{actor(lambda: os.truncate(path, 0))} {shown(path)}")
            os.chmod(path, mode)
            say(f"{mode:o} emptied by {who}", f"{actor(lambda: write(path, b'y', os.O_WRONLY | os.O_TRUNC))} {shown(path)}")
            os.chmod(path, mode)
            say(f"{mode:o} given a group by {who}", f"{actor(lambda: os.chown(path, -1, ALICE))} {shown(path)}")
            os.unlink(path)
    path = made("given", ALICE, ALICE, 0o6777)
    os.chown(path, BOB, BOB)
    say("given away by root", shown(path))
    directory = made_directory("dir", ALICE, ALICE, 0o6777)
    os.chown(directory, BOB, BOB)
    say("a directory given away", shown(directory))

    def opened_before():
        fd = os.open("open", os.O_WRONLY)
        os.write(fd, b"1")
        os.close(fd)

    made("open", ALICE, ALICE, 0o666)
    say("first write", bob(opened_before))
    os.chmod("open", 0o4777)
    say("write after chmod", f"{bob(opened_before)} {shown('open')}")


def case_modes_and_owners():
    path = made("file", ALICE, ALICE, 0o644)
    say("chmod by owner", f"{alice(lambda: os.chmod(path, 0o4750))} {shown(path)}")
    say("chmod by another", f"{bob(lambda: os.chmod(path, 0o777))} {shown(path)}")
    say("set-group-ID, a member", f"{alice(lambda: os.chmod(path, 0o2755))} {shown(path)}")
    os.chown(path, ALICE, OTHER)
    say("set-group-ID, no member", f"{alice(lambda: os.chmod(path, 0o2755))} {shown(path)}")
    say("sticky file", f"{alice(lambda: os.chmod(path, 0o1755))} {shown(path)}")
    say("own group", f"{alice(lambda: os.chown(path, -1, TEAM), [TEAM])} {shown(path)}")
    say("foreign group", f"{alice(lambda: os.chown(path, -1, OTHER), [TEAM])} {shown(path)}")
    say("given away", f"{alice(lambda: os.chown(path, BOB, -1))} {shown(path)}")
    say("to oneself", f"{alice(lambda: os.chown(path, ALICE, -1))} {shown(path)}")
    say("nothing at all", f"{alice(lambda: os.chown(path, -1, -1))} {shown(path)}")
    say("nothing, by another", f"{bob(lambda: os.chown(path, -1, -1))} {shown(path)}")
    say("taken", f"{bob(lambda: os.chown(path, BOB, -1))} {shown(path)}")
    say("by root", f"{attempt(lambda: os.chown(path, BOB, OTHER))} {shown(path)}")
    many = list(range(3000, 3040))
    made("many", ALICE, ALICE, 0o644)
    say("one of many groups", f"{alice(lambda: os.chown('many', -1, 3039), many)} {shown('many')}")
    os.symlink("file", "link")
    say("lchown", f"{attempt(lambda: os.lchown('link', BOB, TEAM))} {shown('link')} {shown(path)}")
    say("huge ids", f"{attempt(lambda: os.chown(path, 4294967294, 4294967293))} {shown(path)}")


def case_sticky():
    made_directory("tmp", 0, 0, 0o1777)
    made_directory("alices", ALICE, ALICE, 0o1777)
    for directory in ["tmp", "alices"]:
        made(f"{directory}/of-alice", ALICE, ALICE, 0o666)
        made(f"{directory}/of-bob", BOB, BOB, 0o666)
        made_directory(f"{directory}/dir-of-bob", BOB, BOB, 0o777)
        say(f"{directory}: rename over another's", bob(lambda: os.rename(f"{directory}/of-bob", f"{directory}/of-alice")))
        say(f"{directory}: rename another's", bob(lambda: os.rename(f"{directory}/of-alice", f"{directory}/mine")))
        say(f"{directory}: remove another's", bob(lambda: os.unlink(f"{directory}/of-alice")))
        say(f"{directory}: by alice, another's", alice(lambda: os.unlink(f"{directory}/of-bob")))
        say(f"{directory}: by alice, another's directory", alice(lambda: os.rmdir(f"{directory}/dir-of-bob")))
        say(f"{directory}: one's own", alice(lambda: os.unlink(f"{directory}/of-alice")))
        say(f"{directory}: left", sorted(os.listdir(directory)))


def case_times():
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    now, omit = (1 << 30) - 1, (1 << 30) - 2

    def utimens(path, access, modification, flags=0):
        class Times(ctypes.Structure):
            _fields_ = [("sec", ctypes.c_long), ("nsec", ctypes.c_long)]

        times = (Times * 2)(Times(*access), Times(*modification))
        if libc.utimensat(-100, path.encode(), times, flags) != 0:
            e = ctypes.get_errno()
            raise OSError(e, os.strerror(e))

    def times(path):
        def one(ns):
            seconds = ns // 10**9
            return "now" if seconds > 1_700_000_000 else f"{seconds}.{ns % 10**9:09}"

        s = os.lstat(path)
        return f"{one(s.st_atime_ns)} {one(s.st_mtime_ns)}"

    old, older = (1000, 1), (2000, 999_999_999)
    path = made("file", ALICE, ALICE, 0o666)
    locked = made("locked", ALICE, ALICE, 0o444)
    for who, actor in [("root", attempt), ("the owner", alice), ("a writer", bob)]:
        for what, pair in [("both", (old, older)), ("now", ((0, now), (0, now))), ("omit", ((0, omit), (0, omit))),
                           ("omit and set", ((0, omit), older)), ("set and omit", (old, (0, omit))), ("now and omit", ((0, now), (0, omit))),
                           ("omit and now", ((0, omit), (0, now))), ("set and now", (old, (0, now)))]:
            utimens(path, (500, 5), (600, 6))
            say(f"{what} by {who}", f"{actor(lambda: utimens(path, *pair))} {times(path)}")
            utimens(locked, (500, 5), (600, 6))
            say(f"{what} by {who}, read-only", f"{actor(lambda: utimens(locked, *pair))} {times(locked)}")
    before = os.stat(path).st_ctime_ns
    say("omit leaves ctime", f"{attempt(lambda: utimens(path, (0, omit), (0, omit)))} {os.stat(path).st_ctime_ns == before}")
    utimens(path, old, older)
    say("times change ctime", os.stat(path).st_ctime_ns > before)
    say("2^32 - 1", f"{attempt(lambda: utimens(path, (2**32 - 1, 0), (2**32 - 1, 0)))} {os.stat(path).st_mtime == 2**32 - 1}")
    say("a bad nanosecond", attempt(lambda: utimens(path, (1, 10**9), (1, 1))))
    directory = made_directory("dir", ALICE, ALICE)
    say("of a directory", f"{alice(lambda: utimens(directory, old, older))} {times(directory)}")


def case_open_files():
    made("file", ALICE, ALICE, 0o600)

    def lose_the_right():
        fd = os.open("file", os.O_RDWR)
        os.chmod("file", 0)
        os.write(fd, b"kept")
        result = os.pread(fd, 10, 0).decode()
        os.ftruncate(fd, 2)
        return f"{result} {os.fstat(fd).st_size} {attempt(lambda: os.open('file', os.O_RDONLY))}"

    say("chmod of an open file", alice(lose_the_right))
    os.chmod("file", 0o666)

    def drop():
        fd = os.open("file", os.O_RDWR)
        os.setgroups([])
        os.setresgid(BOB, BOB, BOB)
        os.setresuid(BOB, BOB, BOB)
        os.write(fd, b"as bob")
        return os.pread(fd, 10, 0).decode()

    os.chmod("file", 0o600)
    say("opened as root, used as bob", as_user(0, 0, [], drop))

    def unlinked():
        write("own")
        fd = os.open("own", os.O_RDWR)
        os.unlink("own")
        os.write(fd, b"still")
        return f"{os.pread(fd, 10, 0).decode()} {os.fstat(fd).st_nlink}"

    say("unlinked", alice(unlinked))


def main():
    directory, case = sys.argv[1:]
    os.umask(0o022)
    os.chdir(directory)
    os.mkdir(case)
    os.chmod(case, 0o777)
    os.chdir(case)
    globals()["case_" + case]()


main()
