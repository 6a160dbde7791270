// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.efc.backend.Backend;
import org.efc.backend.source.Source;
import org.efc.client.config.ClientConfig;
import org.efc.client.config.ExitStatus;
import org.efc.client.control.ControlServer;
import org.efc.client.state.InodeTable;
import org.efc.client.state.IntentRing;
import org.efc.client.state.VolumeLock;
import org.efc.client.storage.Connecting;
import org.efc.common.linux.Fd;
import org.efc.common.metrics.Metrics;
import org.efc.common.vital.FailStop;
import org.efc.common.vital.VitalThread;
import org.efc.fuse.SessionEnd;

/**
 * A running client: a volume that is served, the way to its source, and its control socket.
 *
 * <p>First start, start after a crash and start after an upgrade are one: {@link ServedVolume}
 * adopts the mount with what the state directory knows of it. The only difference is {@code
 * --fail-fast}: then the source is reached first, and the kernel waits with its INIT until then.
 */
public final class Client implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Client.class.getName());
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration LAST_REMOVALS = Duration.ofSeconds(2);

  private final ServedVolume volume;
  private final ControlServer control;
  private final CountDownLatch stopAnswered = new CountDownLatch(1);

  private final OptionalInt lockFd;

  private Client(ClientConfig config, ServedVolume volume, Connecting connecting, Metrics metrics) {
    this.volume = volume;
    this.lockFd = config.lockFd();
    this.control =
        ControlServer.start(
            config.controlSocket(),
            new ClientCommands(config, volume, connecting, metrics, this::stop, stopAnswered));
  }

  /**
   * All that can be done while a predecessor serves: reaches the source, and looks whether its
   * state can be gone on with.
   *
   * @throws org.efc.common.EfcException when the predecessor is better left where it is
   */
  public static Prepared prepare(ClientConfig config) {
    InodeTable.requireKnown(config.inodesFile());
    IntentRing.requireKnown(config.intentsFile());
    Connecting connecting = new Connecting(Source.parse(config.source()));
    return new Prepared(connecting, connecting.once(config.options().connectDeadline()));
  }

  /** The way to a source that was reached already. */
  public record Prepared(Connecting connecting, Backend backend) {}

  /**
   * Adopts the mount, and serves.
   *
   * @throws org.efc.backend.BackendException with --fail-fast, when the source can't be reached
   */
  public static Client start(ClientConfig config) {
    return start(config, Optional.empty());
  }

  /**
   * The same.
   *
   * @param prepared what was done already
   * @throws org.efc.backend.BackendException with --fail-fast, when the source can't be reached
   */
  public static Client start(ClientConfig config, Optional<Prepared> prepared) {
    AdoptionTimes adoption = new AdoptionTimes();
    takeState(config);
    adoption.done(AdoptionTimes.Step.LOCKED);
    Source source = Source.parse(config.source());
    Connecting connecting =
        prepared.map(Prepared::connecting).orElseGet(() -> new Connecting(source));
    Optional<Backend> first =
        config.failFast() && prepared.isEmpty()
            ? Optional.of(connecting.once(config.options().connectDeadline()))
            : prepared.map(Prepared::backend);
    Metrics metrics = new Metrics();
    CompletableFuture<ServedVolume> adopted = new CompletableFuture<>();
    ServedVolume volume =
        ServedVolume.adopt(
            Fd.owning(config.deviceFd()),
            config,
            metrics,
            adoption,
            notes -> {
              connecting.keepNotesIn(notes);
              if (first.isEmpty()) {
                connecting.forEver(backend -> adopted.join().reached(backend));
              }
            });
    volume
        .staleRoot()
        .then(
            new RootRestart(
                config.stateDirectory(),
                InstantSource.system(),
                connecting::isThere,
                look -> VitalThread.start("stale-root", FailStop.HALT, look),
                () -> Runtime.getRuntime().halt(ExitStatus.STALE_ROOT)));
    adopted.complete(volume);
    first.ifPresent(volume::reached);
    Client client = new Client(config, volume, connecting, metrics);
    LOG.log(
        System.Logger.Level.INFO,
        "serves volume {0} from {1}, epoch {2}",
        config.volumeId(),
        source,
        volume.inodes().epoch());
    return client;
  }

  /** Nobody else has it from now on. */
  private static void takeState(ClientConfig config) {
    try {
      Files.createDirectories(config.stateDirectory());
      config.lockFd().ifPresent(VolumeLock::take);
      Files.deleteIfExists(config.failureFile());
    } catch (IOException e) {
      throw new UncheckedIOException("the state directory " + config.stateDirectory(), e);
    }
  }

  /** Waits until the mount is gone, or someone said stop. */
  public SessionEnd await() throws InterruptedException {
    SessionEnd end = volume.awaitEnd();
    switch (end) {
      case SessionEnd.Unmounted _, SessionEnd.Aborted _ -> volume.removeUnlinked(LAST_REMOVALS);
      case SessionEnd.Stopped _ -> stopAnswered.await(1, java.util.concurrent.TimeUnit.SECONDS);
      case SessionEnd.Failed _ -> {}
    }
    return end;
  }

  /** Closes it, and gives back what the end of a process does by itself: for who lives on. */
  public void giveBack() {
    close();
    volume.giveBack();
  }

  private boolean stop() {
    return volume.stop(DRAIN);
  }

  @Override
  public void close() {
    control.close();
    volume.close();
    lockFd.ifPresent(VolumeLock::release);
  }
}
