// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.common.Errno;
import org.efc.common.linux.UnixSocket.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int AT_REMOVEDIR = 0x200;

  @TempDir Path directory;
  private UnixSocket listener;
  private UnixSocket near;
  private UnixSocket far;

  @BeforeEach
  void connect() {
    String path = directory.resolve("s").toString();
    listener = UnixSocket.listen(path, 4);
    listener.deadline(DEADLINE);
    near = UnixSocket.connect(path, DEADLINE);
    far = listener.accept();
    far.deadline(DEADLINE);
  }

  @AfterEach
  void close() {
    near.close();
    far.close();
    listener.close();
  }

  private static void assertErrno(Errno expected, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(expected));
  }

  @Test
  void bytesArriveUntilTheOtherEndIsDone() {
    near.send("hello ".getBytes(UTF_8), List.of());
    near.send("world".getBytes(UTF_8), List.of());
    near.shutdownOutput();
    assertThat(new String(far.receiveAll(100).bytes(), UTF_8)).isEqualTo("hello world");
    far.send("answer".getBytes(UTF_8), List.of());
    assertThat(near.receive(100).bytes()).isEqualTo("answer".getBytes(UTF_8));
  }

  @Test
  void whoWaitsForAConnectionDoesSoNoLonger() throws Exception {
    listener.deadline(Duration.ofDays(1));
    CompletableFuture<Errno> ended = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (UnixSocket _ = listener.accept()) {
                ended.completeExceptionally(new AssertionError("somebody connected"));
              } catch (LinuxException e) {
                ended.complete(e.errno());
              }
            });
    Thread.sleep(50);
    assertThat(ended).isNotDone();
    listener.shutdown();
    assertThat(ended.get(10, TimeUnit.SECONDS)).isEqualTo(Errno.EINVAL);
  }

  @Test
  void socketThatIsClosedWhileAThreadReceivesIsThatThreadsUntilItsCallEnds() throws Exception {
    far.deadline(Duration.ofDays(1));
    int number = far.fd().number();
    String file = "/proc/self/fd/" + number;
    Path before = Files.readSymbolicLink(Path.of(file));
    CompletableFuture<byte[]> received =
        CompletableFuture.supplyAsync(() -> far.receive(9).bytes());
    await().until(() -> far.fd().users() == 1);
    far.close();
    try (Fd other = Fd.open("/dev/null", OpenFlags.O_RDONLY, 0)) {
      assertThat(other.number()).isNotEqualTo(number);
    }
    assertThat(Files.readSymbolicLink(Path.of(file))).isEqualTo(before);
    near.send(new byte[] {5}, List.of());
    assertThat(received.get(10, TimeUnit.SECONDS)).containsExactly(5);
    await().until(() -> !Files.exists(Path.of(file), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void descriptorsArriveAsOpenFilesThatCloseOnExec() throws Exception {
    Path file = directory.resolve("f");
    try (Fd first = Fd.open(file.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
        Fd second = Fd.open("/dev/null", OpenFlags.O_RDONLY, 0)) {
      near.send(new byte[] {1}, List.of(first, second));
    }
    Message message = far.receive(10);
    assertThat(message.bytes()).containsExactly(1);
    assertThat(message.fds()).hasSize(2);
    try (Fd received = message.fds().getFirst();
        Fd other = message.fds().get(1);
        CString memory = new CString()) {
      assertThat(other.isOpen()).isTrue();
      Libc.current().call(Syscall.WRITE, received.number(), memory.of("through"), 7);
      assertThat(Libc.current().call(Syscall.FCNTL, received.number(), 1, 0)).isEqualTo(1);
    }
    assertThat(Files.readString(file)).isEqualTo("through");
  }

  @Test
  void descriptorsGoWithTheFirstOfManyBytes() {
    byte[] large = new byte[1 << 20];
    large[large.length - 1] = 7;
    Thread sender;
    try (Fd fd = Fd.open("/dev/null", OpenFlags.O_RDONLY, 0)) {
      Fd sent = fd.duplicate();
      sender =
          Thread.ofPlatform()
              .start(
                  () -> {
                    near.send(large, List.of(sent));
                    near.shutdownOutput();
                    sent.close();
                  });
    }
    Message message = far.receiveAll(2 << 20);
    assertThat(message.bytes()).isEqualTo(large);
    assertThat(message.fds()).hasSize(1);
    message.fds().forEach(Fd::close);
    assertThat(sender).isNotNull();
  }

  @Test
  void peerIsThisProcess() {
    UnixSocket.Peer peer = far.peer();
    assertThat(peer.pid()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(peer.uid()).isEqualTo((int) Libc.current().call(Syscall.GETUID, 0));
    assertThat(peer.gid()).isEqualTo((int) Libc.current().call(Syscall.GETGID, 0));
  }

  @Test
  void receiveGivesUpAtItsDeadline() {
    far.deadline(Duration.ofMillis(50));
    long before = System.nanoTime();
    assertErrno(Errno.EAGAIN, () -> far.receive(1));
    assertThat(System.nanoTime() - before).isGreaterThan(40_000_000L);
  }

  @Test
  void acceptGivesUpAtItsDeadline() {
    listener.deadline(Duration.ofMillis(50));
    assertErrno(Errno.EAGAIN, () -> listener.accept());
  }

  @Test
  void deadlineOfZeroIsShortAndNotEternal() {
    far.deadline(Duration.ZERO);
    assertErrno(Errno.EAGAIN, () -> far.receive(1));
  }

  @Test
  void sendGivesUpAtItsDeadlineWhenNobodyReads() {
    near.deadline(Duration.ofMillis(50));
    assertErrno(Errno.EAGAIN, () -> near.send(new byte[16 << 20], List.of()));
  }

  @Test
  void moreThanTheLimitIsRefused() {
    near.send(new byte[11], List.of());
    assertErrno(Errno.EBADMSG, () -> far.receiveAll(10));
  }

  @Test
  void closedPeerIsAnErrorAndNoSignal() {
    far.close();
    assertErrno(Errno.EPIPE, () -> near.send(new byte[1], List.of()));
  }

  @Test
  void socketIsForItsOwnerOnlyAndReplacesAnOldOne() throws Exception {
    Path path = directory.resolve("s");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (UnixSocket second = UnixSocket.listen(path.toString(), 1);
        UnixSocket client = UnixSocket.connect(path.toString(), DEADLINE)) {
      second.deadline(DEADLINE);
      second.accept().close();
      assertThat(client.receive(1).bytes()).isEmpty();
    }
  }

  @Test
  void listeningLeavesAloneTheModesOfWhatOtherThreadsMakeMeanwhile() throws Exception {
    AtomicBoolean listening = new AtomicBoolean(true);
    CompletableFuture<Set<String>> modes =
        CompletableFuture.supplyAsync(() -> modesOfMade(listening));
    for (int i = 0; i < 2000; i++) {
      UnixSocket.listen(directory.resolve("again").toString(), 1).close();
    }
    listening.set(false);
    assertThat(modes.get(30, TimeUnit.SECONDS)).containsExactlyInAnyOrder("0644", "0755");
  }

  /** Makes files of mode 0644 and directories of mode 0755 until told to end: their modes. */
  private Set<String> modesOfMade(AtomicBoolean goesOn) {
    Set<String> modes = new TreeSet<>();
    String file = directory.resolve("made").toString();
    try (CString memory = new CString()) {
      long path = memory.of(file);
      do {
        Fd.open(file, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0644).close();
        modes.add(modeOf(file));
        Libc.current().call(Syscall.UNLINKAT, OpenFlags.AT_FDCWD, path, 0);
        Libc.current().call(Syscall.MKDIRAT, OpenFlags.AT_FDCWD, path, 0755);
        modes.add(modeOf(file));
        Libc.current().call(Syscall.UNLINKAT, OpenFlags.AT_FDCWD, path, AT_REMOVEDIR);
      } while (goesOn.get());
    }
    return modes;
  }

  private static String modeOf(String file) {
    try {
      int mode = (int) Files.getAttribute(Path.of(file), "unix:mode");
      return String.format("%04o", mode & 07777);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void pathThatDoesNotFitIsNamed() {
    String path = "/tmp/" + "x".repeat(UnixSocket.MAX_PATH - 4);
    assertThatThrownBy(() -> UnixSocket.listen(path, 1))
        .hasMessageContaining("108 bytes, more than 107");
    assertErrno(
        Errno.ENOENT,
        () -> UnixSocket.connect("/tmp/" + "x".repeat(UnixSocket.MAX_PATH - 5), DEADLINE));
  }
}
