// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.efc.mounter.MountSpec;
import org.efc.mounter.linux.MemoryMountTable;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.process.FakeProcessRunner;
import org.efc.mounter.process.RestartPolicy;
import org.efc.mounter.state.FileMountStore;

/** A session manager over mounts in memory and clients without processes: needs no root. */
final class FakeNode implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(10);

  final Path directory;
  final MemoryMountTable table;
  final FakeProcessRunner runner = new FakeProcessRunner();
  final Killer killer = new Killer();
  final SlowStore store = new SlowStore();
  final SessionConfig config;
  Duration mountDeadline = Duration.ofSeconds(10);
  SessionManager manager;

  FakeNode(Path directory) throws java.io.IOException {
    this(directory, 10);
  }

  FakeNode(Path directory, int maxVolumes) throws java.io.IOException {
    this.directory = directory.toRealPath();
    this.table = new MemoryMountTable(Files.createDirectory(directory.resolve("devices")));
    this.config =
        new SessionConfig(
            directory.resolve("sock").toString(),
            directory.resolve("state"),
            Files.createDirectory(directory.resolve("mnt")),
            List.of("efc", "client"),
            "alifuse.test",
            "test-efc",
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            SessionConfig.DEFAULT_HUNG_AFTER,
            false,
            OptionalLong.empty(),
            maxVolumes);
    this.manager = newManager("boot");
  }

  private SessionManager newManager(String bootId) {
    return new SessionManager(
        config,
        bootId,
        killer.table(table),
        killer.store(store.of(new FileMountStore(config.stateDir()))),
        killer.runner(runner),
        new RestartPolicy(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMinutes(1)),
        mountDeadline);
  }

  /** What kill -9 and a new start do; clients and mounts live on. */
  void restart() {
    restart("boot");
  }

  void restart(String bootId) {
    manager.close();
    manager = newManager(bootId);
    manager.recover();
  }

  static MountSpec spec(String volumeId) {
    return new MountSpec(volumeId, "nfs://nas/export", false, Map.of("attr-ttl", "3s"));
  }

  void stage(String volumeId) {
    manager.stage(spec(volumeId), "/staging/" + volumeId, SOON);
  }

  void unstage(String volumeId) {
    manager.unstage(volumeId, "/staging/" + volumeId, SOON);
  }

  String target(String name) {
    return directory.resolve(name).toString();
  }

  boolean isMounted(String path) {
    return table.read().top(path).isPresent();
  }

  String mountPath(String volumeId) {
    return manager.status(volumeId, SOON).orElseThrow().mountPath();
  }

  @Override
  public void close() {
    manager.close();
    runner.started().forEach(client -> client.end(new ExitReason.Exited(0)));
  }
}
