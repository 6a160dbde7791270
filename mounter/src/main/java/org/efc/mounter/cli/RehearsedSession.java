// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.UnixSocket;
import org.efc.mounter.MountSpec;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.failover.FailoverHistory;
import org.efc.mounter.session.wire.Frame;
import org.efc.mounter.session.wire.Reply;
import org.efc.mounter.session.wire.Request;
import org.efc.mounter.session.wire.Wire;
import org.efc.mounter.session.wire.WireVolume;

/**
 * Listens as a session manager does and says yes to everything: the commands are rehearsed against
 * it. It has one volume, does nothing, and needs no root. A real session manager would bring the
 * classes of its own into the cache, and each command would wait for those to be loaded.
 */
final class RehearsedSession implements AutoCloseable {
  static final String VOLUME = "rehearsed";
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int BACKLOG = 8;

  private final UnixSocket listener;

  RehearsedSession(Path socket) {
    this.listener = UnixSocket.listen(socket.toString(), BACKLOG);
    listener.deadline(Duration.ofHours(1));
    Thread.ofPlatform().daemon().name("pretended-sessmgr").start(this::serve);
  }

  private void serve() {
    while (true) {
      try (UnixSocket caller = listener.accept()) {
        Request request = Wire.decodeCall(Frame.receive(caller, DEADLINE).body()).request();
        new Frame(Wire.encode(reply(request)), List.of()).send(caller, DEADLINE);
      } catch (LinuxException e) {
        return; // closed
      }
    }
  }

  private static Reply reply(Request request) {
    return switch (request) {
      case Request.Ping _ -> new Reply.Pong("pretended", 1, "0");
      case Request.ListVolumes _ -> volumes();
      case Request.Status _ -> volumes();
      case Request.Failovers _ -> new Reply.Failovers(Map.of(VOLUME, FailoverHistory.NONE));
      case Request.Upgrade _ -> new Reply.Upgraded(1);
      default -> new Reply.Done();
    };
  }

  private static Reply volumes() {
    VolumeStatus volume =
        new VolumeStatus(
            new MountSpec(VOLUME, "file:///", false, Map.of("attr-ttl", "1s")),
            "/mounts",
            List.of("/target"),
            "serving",
            1,
            1,
            1,
            "",
            false,
            "",
            Optional.of(new VolumeStatus.Usage(1, 1, 1, 1, 1)));
    return new Reply.Volumes(List.of(WireVolume.of(volume)));
  }

  @Override
  public void close() {
    listener.shutdown();
  }
}
