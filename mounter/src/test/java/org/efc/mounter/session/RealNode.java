// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.efc.mounter.linux.DeviceUsers;
import org.efc.mounter.linux.LinuxMountTable;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.linux.RealMounts;
import org.efc.mounter.process.FakeClientMain;
import org.efc.mounter.remote.SessionManagerClient;
import org.efc.mounter.state.VolumeDirectory;

/** A session manager with real mounts and real processes, which serve nothing. */
final class RealNode implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);

  final Path directory;
  final SessionConfig config;
  final SessionManagerClient client;
  private SessionProcess process;

  RealNode(Path temp) throws IOException {
    directory = temp.toRealPath();
    config =
        new SessionConfig(
            directory.resolve("s.sock").toString(),
            directory.resolve("state"),
            directory.resolve("mnt"),
            FakeClientMain.command(),
            RealMounts.FS_NAME,
            "efc-test",
            Duration.ofSeconds(20),
            Duration.ofSeconds(2),
            SessionConfig.DEFAULT_HUNG_AFTER,
            false,
            OptionalLong.empty(),
            100);
    process = SessionProcess.start(config);
    client = new SessionManagerClient(config.socket());
  }

  /** Another session manager in place of this one; clients and mounts live on. */
  void restart() {
    stop();
    process = SessionProcess.start(config);
  }

  void stop() {
    process.close();
  }

  /** The client processes that serve devices of this node, found without the session manager. */
  List<ProcessIdentity> clients() {
    return List.copyOf(
        DeviceUsers.find(config.stateDir().resolve("volumes"), VolumeDirectory.LOCK).values());
  }

  String target(String name) {
    return directory.resolve(name).toString();
  }

  boolean isMounted(String path) {
    return new LinuxMountTable().read().top(path).isPresent();
  }

  long mounts() {
    return new LinuxMountTable()
        .read().entries().stream()
            .filter(mount -> mount.mountPoint().startsWith(directory + "/"))
            .count();
  }

  @Override
  public void close() {
    client.close();
    process.close();
    for (ProcessIdentity left : clients()) {
      ProcessHandle.of(left.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    RealMounts.removeBelow(directory);
  }

  /** Waits as a session manager does that ends with its last volume. */
  void awaitIdle() throws InterruptedException {
    process.awaitStop(true);
  }
}
