// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.efc.common.Errno;

/**
 * A blocking unix stream socket that can carry file descriptors (unix(7), SCM_RIGHTS) and knows who
 * is at the other end (SO_PEERCRED). Every wait has the deadline set by {@link #deadline}. It may
 * be closed while another thread accepts, sends or receives: that call goes on with this very
 * socket, and {@link #shutdown} ends it.
 */
public final class UnixSocket implements AutoCloseable {
  /** The longest path of a socket, in bytes: sun_path is 108 with its NUL. */
  public static final int MAX_PATH = 107;

  /** The most descriptors one message may carry here; the kernel's limit is 253 (SCM_MAX_FD). */
  public static final int MAX_FDS = 64;

  private static final int MODE = 0600;
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM_CLOEXEC = 1 | OpenFlags.O_CLOEXEC;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_RCVTIMEO = 20;
  private static final int SO_SNDTIMEO = 21;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 8;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int MSGHDR = 56;
  private static final int CMSGHDR = 16;

  private final Fd fd;

  private UnixSocket(Fd fd) {
    this.fd = fd;
  }

  /** Who is at the other end: process id, user id, group id at the time of connect. */
  public record Peer(int pid, int uid, int gid) {}

  /** Bytes, and the descriptors that came with them; the receiver owns and closes those. */
  public record Message(byte[] bytes, List<Fd> fds) {}

  /**
   * A listening socket at {@code path}, mode 0600. An existing file there is replaced.
   *
   * @throws LinuxException with the errno of the call that failed
   */
  public static UnixSocket listen(String path, int backlog) {
    Fd fd = socket();
    try (CString strings = new CString()) {
      Libc libc = Libc.current();
      libc.call(Syscall.UNLINKAT, OpenFlags.AT_FDCWD, strings.of(path), 0);
      long address = address(strings, path);
      // bind(2) gives the file the mode of the socket's inode (net/unix/af_unix.c, unix_bind_bsd).
      // umask(2) would change the mode of every file that another thread makes meanwhile.
      libc.require("fchmod of a socket", Syscall.FCHMOD, fd.number(), MODE, 0, 0, 0, 0);
      libc.require("bind " + path, Syscall.BIND, fd.number(), address, size(path), 0, 0, 0);
      libc.require("listen " + path, Syscall.LISTEN, fd.number(), backlog, 0, 0, 0, 0);
      return new UnixSocket(fd);
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /** Connects, with {@code deadline} for this and every later wait. */
  public static UnixSocket connect(String path, Duration deadline) {
    Fd fd = socket();
    UnixSocket socket = new UnixSocket(fd);
    try (CString strings = new CString()) {
      socket.deadline(deadline);
      long address = address(strings, path);
      Libc.current()
          .require("connect " + path, Syscall.CONNECT, fd.number(), address, size(path), 0, 0, 0);
      return socket;
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /** Two sockets, each the other's end. */
  public record Pair(UnixSocket one, UnixSocket other) implements AutoCloseable {
    @Override
    public void close() {
      one.close();
      other.close();
    }
  }

  /** A connected pair that keeps messages apart (SOCK_SEQPACKET), close-on-exec. */
  public static Pair pair() {
    try (CString memory = new CString()) {
      long pair = memory.allocate(8);
      Libc.current()
          .require(
              "socketpair",
              Syscall.SOCKETPAIR,
              AF_UNIX,
              SOCK_SEQPACKET | OpenFlags.O_CLOEXEC,
              0,
              pair,
              0,
              0);
      return new Pair(
          owning(Fd.owning(Memory.getInt(pair))), owning(Fd.owning(Memory.getInt(pair + 4))));
    }
  }

  /** Takes over a connected or listening socket. */
  public static UnixSocket owning(Fd fd) {
    return new UnixSocket(fd);
  }

  private static Fd socket() {
    return Fd.owning(
        (int)
            Libc.current()
                .require("socket", Syscall.SOCKET, AF_UNIX, SOCK_STREAM_CLOEXEC, 0, 0, 0, 0));
  }

  private static long address(CString strings, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_PATH) {
      throw new LinuxException(
          "socket path has " + bytes.length + " bytes, more than " + MAX_PATH + ": " + path,
          Errno.ENAMETOOLONG);
    }
    long address = strings.allocate(MAX_PATH + 3L);
    Memory.putShort(address, (short) AF_UNIX);
    Memory.copy(bytes, 0, address + 2, bytes.length);
    return address;
  }

  private static int size(String path) {
    return 2 + path.getBytes(StandardCharsets.UTF_8).length + 1;
  }

  /** The most that one receive, send or accept waits; then it fails with EAGAIN. */
  public void deadline(Duration deadline) {
    try (CString strings = new CString()) {
      long timeval = strings.allocate(16);
      Memory.putLong(timeval, deadline.toSeconds());
      Memory.putLong(
          timeval + 8, Math.max(deadline.toNanosPart() / 1000, deadline.isZero() ? 1 : 0));
      for (int option : new int[] {SO_RCVTIMEO, SO_SNDTIMEO}) {
        Libc.current()
            .require(
                "setsockopt", Syscall.SETSOCKOPT, fd.number(), SOL_SOCKET, option, timeval, 16, 0);
      }
    }
  }

  /** Waits for the next connection; EINTR and an aborted handshake are retried. */
  public UnixSocket accept() {
    while (true) {
      long result = acceptOnce();
      if (result >= 0) {
        return new UnixSocket(Fd.owning((int) result));
      }
      Errno errno = Errno.of((int) -result);
      if (errno != Errno.EINTR && errno != Errno.ECONNABORTED) {
        throw new LinuxException("accept", errno);
      }
    }
  }

  private long acceptOnce() {
    int held = fd.hold();
    try {
      return Libc.current().call(Syscall.ACCEPT4, held, 0, 0, OpenFlags.O_CLOEXEC, 0, 0);
    } finally {
      fd.letGo();
    }
  }

  private long callHolding(Syscall call, long a, long b) {
    int held = fd.hold();
    try {
      return Libc.current().call(call, held, a, b);
    } finally {
      fd.letGo();
    }
  }

  /** The kernel's word on who connected: it can't be forged by the other end. */
  public Peer peer() {
    try (CString strings = new CString()) {
      long ucred = strings.allocate(12);
      long length = strings.allocate(8);
      Memory.putInt(length, 12);
      Libc.current()
          .require(
              "getsockopt SO_PEERCRED",
              Syscall.GETSOCKOPT,
              fd.number(),
              SOL_SOCKET,
              SO_PEERCRED,
              ucred,
              length,
              0);
      return new Peer(Memory.getInt(ucred), Memory.getInt(ucred + 4), Memory.getInt(ucred + 8));
    }
  }

  /** Sends all bytes; the descriptors go with the first of them, so there must be at least one. */
  public void send(byte[] bytes, List<Fd> fds) {
    if (fds.size() > MAX_FDS) {
      throw new LinuxException("send of " + fds.size() + " descriptors at once", Errno.E2BIG);
    }
    try (CString strings = new CString()) {
      long data = strings.of(bytes);
      long header = header(strings, data, bytes.length);
      if (!fds.isEmpty()) {
        int length = CMSGHDR + 4 * fds.size();
        long control = strings.allocate((length + 7L) & ~7L);
        Memory.putLong(control, length);
        Memory.putInt(control + 8, SOL_SOCKET);
        Memory.putInt(control + 12, SCM_RIGHTS);
        for (int i = 0; i < fds.size(); i++) {
          Memory.putInt(control + CMSGHDR + 4L * i, fds.get(i).number());
        }
        Memory.putLong(header + 32, control);
        Memory.putLong(header + 40, (length + 7L) & ~7L);
      }
      int sent = 0;
      while (sent < bytes.length) {
        Memory.putLong(Memory.getLong(header + 16), data + sent);
        Memory.putLong(Memory.getLong(header + 16) + 8, bytes.length - sent);
        long result = callHolding(Syscall.SENDMSG, header, MSG_NOSIGNAL);
        if (result == -Errno.EINTR.code()) {
          continue;
        }
        if (result < 0) {
          throw new LinuxException("send", Errno.of((int) -result));
        }
        sent += (int) result;
        Memory.putLong(header + 32, 0);
        Memory.putLong(header + 40, 0);
      }
    }
  }

  /**
   * Receives what is there, at most {@code limit} bytes; no bytes mean that the other end closed.
   *
   * @throws LinuxException EAGAIN when the deadline passed, EMSGSIZE-like EBADMSG when descriptors
   *     were cut off (those that came are closed)
   */
  public Message receive(int limit) {
    try (CString strings = new CString()) {
      long data = strings.allocate(limit);
      long header = header(strings, data, limit);
      int space = CMSGHDR + 4 * MAX_FDS;
      long control = strings.allocate(space);
      long result;
      do {
        Memory.putLong(header + 32, control);
        Memory.putLong(header + 40, space);
        result = callHolding(Syscall.RECVMSG, header, MSG_CMSG_CLOEXEC);
      } while (result == -Errno.EINTR.code());
      if (result < 0) {
        throw new LinuxException("receive", Errno.of((int) -result));
      }
      List<Fd> fds = new ArrayList<>();
      if (Memory.getLong(header + 40) >= CMSGHDR
          && Memory.getInt(control + 8) == SOL_SOCKET
          && Memory.getInt(control + 12) == SCM_RIGHTS) {
        int count = (int) ((Memory.getLong(control) - CMSGHDR) / 4);
        for (int i = 0; i < count; i++) {
          fds.add(Fd.owning(Memory.getInt(control + CMSGHDR + 4L * i)));
        }
      }
      if ((Memory.getInt(header + 48) & MSG_CTRUNC) != 0) {
        fds.forEach(Fd::close);
        throw new LinuxException("receive: descriptors were cut off", Errno.EBADMSG);
      }
      return new Message(Memory.bytes(data, (int) result), fds);
    }
  }

  /** struct msghdr with one iovec; the control part is left empty. */
  private static long header(CString strings, long data, long size) {
    long iovec = strings.allocate(16);
    Memory.putLong(iovec, data);
    Memory.putLong(iovec + 8, size);
    long header = strings.allocate(MSGHDR);
    Memory.putLong(header + 16, iovec);
    Memory.putLong(header + 24, 1);
    return header;
  }

  /** Receives until the other end closes or {@code limit} bytes came; descriptors are collected. */
  public Message receiveAll(int limit) {
    byte[] all = new byte[0];
    List<Fd> fds = new ArrayList<>();
    try {
      while (all.length < limit) {
        Message part = receive(limit - all.length);
        fds.addAll(part.fds());
        if (part.bytes().length == 0) {
          return new Message(all, fds);
        }
        int before = all.length;
        all = Arrays.copyOf(all, before + part.bytes().length);
        System.arraycopy(part.bytes(), 0, all, before, part.bytes().length);
      }
    } catch (RuntimeException e) {
      fds.forEach(Fd::close);
      throw e;
    }
    fds.forEach(Fd::close);
    throw new LinuxException("receive: more than " + limit + " bytes", Errno.EBADMSG);
  }

  /** Tells the other end that no more bytes will come, and goes on receiving. */
  public void shutdownOutput() {
    Libc.current().call(Syscall.SHUTDOWN, fd.number(), 1, 0);
  }

  /** Ends both directions; who waits in {@link #accept} or {@link #receive} waits no longer. */
  public void shutdown() {
    callHolding(Syscall.SHUTDOWN, 2, 0);
  }

  public Fd fd() {
    return fd;
  }

  @Override
  public void close() {
    fd.close();
  }
}
