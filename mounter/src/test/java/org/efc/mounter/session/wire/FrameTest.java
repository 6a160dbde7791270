// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.UnixSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path temp;
  private UnixSocket listener;
  private UnixSocket near;
  private UnixSocket far;

  @BeforeEach
  void connect() {
    String path = temp.resolve("s").toString();
    listener = UnixSocket.listen(path, 1);
    near = UnixSocket.connect(path, SOON);
    far = listener.accept();
  }

  @AfterEach
  void disconnect() {
    near.close();
    far.close();
    listener.close();
  }

  @Test
  void bodyAndDescriptorsArrive() throws Exception {
    Path file = Files.writeString(temp.resolve("f"), "hello");
    try (Fd fd = Fd.open(file.toString(), 0, 0)) {
      new Frame("{}".getBytes(StandardCharsets.UTF_8), List.of(fd, fd)).send(near, SOON);
    }
    Frame frame = Frame.receive(far, SOON);
    assertThat(frame.body()).asString().isEqualTo("{}");
    assertThat(frame.fds()).hasSize(2);
    assertThat(Files.readString(Path.of("/proc/self/fd/" + frame.fds().getLast().number())))
        .isEqualTo("hello");
    frame.fds().forEach(Fd::close);
  }

  @Test
  void longestBodyArrivesAndALongerOneIsNotSent() throws Exception {
    byte[] longest = new byte[Frame.MAX_BODY];
    longest[Frame.MAX_BODY - 1] = 7;
    Thread sender = Thread.ofPlatform().start(() -> new Frame(longest, List.of()).send(near, SOON));
    assertThat(Frame.receive(far, SOON).body()).isEqualTo(longest);
    sender.join(SOON);
    assertThatThrownBy(() -> new Frame(new byte[Frame.MAX_BODY + 1], List.of()).send(near, SOON))
        .isInstanceOf(Frame.BadFrameException.class)
        .hasMessageContaining("1048576");
  }

  @Test
  void claimOfTooManyBytesIsRefusedBeforeTheyCome() {
    near.send(ByteBuffer.allocate(4).putInt(Frame.MAX_BODY + 1).array(), List.of());
    assertThatThrownBy(() -> Frame.receive(far, SOON))
        .isInstanceOf(Frame.BadFrameException.class)
        .hasMessageContaining("claims 1048577 bytes");
  }

  @Test
  void negativeLengthIsRefused() {
    near.send(new byte[] {-1, -1, -1, -1}, List.of());
    assertThatThrownBy(() -> Frame.receive(far, SOON)).hasMessageContaining("4294967295");
  }

  @Test
  void frameThatIsCutShortIsRefused() {
    near.send(new byte[] {0, 0, 0, 9, 'x'}, List.of());
    near.close();
    assertThatThrownBy(() -> Frame.receive(far, SOON))
        .isInstanceOf(Frame.BadFrameException.class)
        .hasMessageContaining("after 1 of 9 bytes");
  }

  @Test
  void peerThatTricklesDoesNotStretchTheDeadline() {
    Thread trickle =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  near.send(new byte[] {0, 0, 1, 0}, List.of());
                  try {
                    while (!Thread.interrupted()) {
                      near.send(new byte[1], List.of());
                      Thread.sleep(50);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    long start = System.nanoTime();
    assertThatThrownBy(() -> Frame.receive(far, Duration.ofMillis(300)))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EAGAIN));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    trickle.interrupt();
  }
}
