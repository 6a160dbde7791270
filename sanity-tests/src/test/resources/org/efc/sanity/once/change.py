"""One change in a directory: says how it ended, "ok" or the name of the errno."""
import ctypes, errno, os, stat, sys

what, directory = sys.argv[1], sys.argv[2]
os.chdir(directory)
libc = ctypes.CDLL(None, use_errno=True)


def create(flags):
    os.close(os.open("new", os.O_CREAT | os.O_WRONLY | flags, 0o640))


def append():
    fd = os.open("f", os.O_APPEND | os.O_WRONLY)
    os.write(fd, b"ours\n")
    os.close(fd)


def rename(new, flags):
    if libc.renameat2(-100, b"f", -100, new, flags) != 0:
        raise OSError(ctypes.get_errno(), "renameat2")


def fallocate():
    fd = os.open("f", os.O_RDWR)
    if libc.fallocate(fd, 1, 0, 4096) != 0:
        raise OSError(ctypes.get_errno(), "fallocate")


def copy():
    source = os.open("f", os.O_RDONLY)
    target = os.open("t", os.O_WRONLY)
    os.copy_file_range(source, target, 7)


def unlink_open():
    fd = os.open("f", os.O_RDONLY)
    os.unlink("f")
    if os.read(fd, 100) != b"before\n":
        raise OSError(errno.EBADMSG, "read")


CHANGES = {
    "mkdir": lambda: os.mkdir("new", 0o750),
    "mkfifo": lambda: os.mkfifo("new", 0o640),
    "mknod": lambda: os.mknod("new", stat.S_IFREG | 0o640),
    "create": lambda: create(0),
    "create O_EXCL": lambda: create(os.O_EXCL),
    "symlink": lambda: os.symlink("to", "new"),
    "link": lambda: os.link("f", "new"),
    "unlink": lambda: os.unlink("f"),
    "unlink, open": unlink_open,
    "rmdir": lambda: os.rmdir("d"),
    "rename": lambda: os.rename("f", "new"),
    "rename onto": lambda: os.rename("f", "t"),
    "rename NOREPLACE": lambda: rename(b"new", 1),
    "rename EXCHANGE": lambda: rename(b"t", 2),
    "truncate": lambda: os.truncate("f", 3),
    "chmod": lambda: os.chmod("f", 0o600),
    "append": append,
    "copy_file_range": copy,
    "setxattr": lambda: os.setxattr("f", "user.a", b"b"),
    "fallocate": fallocate,
}
try:
    CHANGES[what]()
    print("ok")
except OSError as failure:
    print(errno.errorcode[failure.errno])
