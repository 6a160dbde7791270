// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.common.EfcException;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.UnixSocket;
import org.efc.mounter.linux.FileLimit;
import org.efc.mounter.linux.LinuxMountTable;
import org.efc.mounter.process.PosixProcessRunner;
import org.efc.mounter.process.RestartPolicy;
import org.efc.mounter.state.BootId;
import org.efc.mounter.state.FileMountStore;

/**
 * A session manager that listens: locks, recovery, socket, in this order. Its end touches no mount
 * and no client.
 */
public final class SessionProcess implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SessionProcess.class.getName());
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration IDLE_TICK = Duration.ofMillis(500);

  /** How long one that exits when idle waits for its first volume. */
  private static final Duration FIRST_VOLUME = Duration.ofSeconds(60);

  private final SessionConfig config;
  private final StateLock stateLock;
  private final StateLock mountLock;
  private final SessionManager manager;
  private final SessionServer server;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();

  private SessionProcess(
      SessionConfig config, StateLock stateLock, StateLock mountLock, SessionManager manager) {
    this.config = config;
    this.stateLock = stateLock;
    this.mountLock = mountLock;
    this.manager = manager;
    this.server = new SessionServer(config.socket(), new RequestHandler(manager, this::stop));
  }

  /**
   * Starts; when this returns, calls are answered.
   *
   * @throws EfcException when another one runs with the same directories, or nothing can listen
   */
  public static SessionProcess start(SessionConfig config) {
    FileLimit.raise();
    makeDirectories(config);
    StateLock stateLock = StateLock.take(config.stateDir(), LOCK_PATIENCE);
    StateLock mountLock = null;
    SessionManager manager = null;
    try {
      mountLock = StateLock.take(config.mountRoot(), LOCK_PATIENCE);
      manager =
          new SessionManager(
              config,
              BootId.current(),
              new LinuxMountTable(),
              new FileMountStore(config.stateDir()),
              new PosixProcessRunner(config.clientMemory()),
              RestartPolicy.DEFAULT);
      requireNobodyListens(config.socket());
      manager.recover();
      SessionProcess process = new SessionProcess(config, stateLock, mountLock, manager);
      LOG.log(
          System.Logger.Level.INFO,
          "session manager {0} listens at {1}, {2} volumes",
          Version.current(),
          config.socket(),
          manager.volumeCount());
      return process;
    } catch (RuntimeException e) {
      if (manager != null) {
        manager.close();
      }
      if (mountLock != null) {
        mountLock.close();
      }
      stateLock.close();
      throw e;
    }
  }

  private static void makeDirectories(SessionConfig config) {
    try {
      Files.createDirectories(
          config.stateDir(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.createDirectories(config.mountRoot());
      Path directory = Path.of(config.socket()).toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
    } catch (IOException e) {
      throw new EfcException("can't make the session manager's directories: " + e, e);
    }
  }

  public SessionManager manager() {
    return manager;
  }

  /** Has {@link #awaitStop} return. */
  public void stop() {
    stopped.countDown();
  }

  /**
   * Waits for {@link #stop}.
   *
   * @param exitWhenIdle whether to return as soon as the last volume is gone, too
   */
  public void awaitStop(boolean exitWhenIdle) throws InterruptedException {
    long start = System.nanoTime();
    int idleTicks = 0;
    while (!stopped.await(IDLE_TICK.toMillis(), TimeUnit.MILLISECONDS)) {
      boolean waited = System.nanoTime() - start > FIRST_VOLUME.toNanos();
      boolean idle = manager.isDeserted() || (waited && manager.volumeCount() == 0);
      idleTicks = idle ? idleTicks + 1 : 0;
      if (exitWhenIdle && idleTicks >= 2) {
        LOG.log(System.Logger.Level.INFO, "no volume is left");
        return;
      }
    }
  }

  /**
   * To listen replaces the socket's file. One that a session manager with other directories listens
   * at is not to be replaced: its volumes could not be asked for any more.
   */
  private static void requireNobodyListens(String socket) {
    try (UnixSocket _ = UnixSocket.connect(socket, CONNECT)) {
      throw new EfcException(
          "another session manager, with other directories, listens at "
              + socket
              + ": give this one another --socket, or the other's --state-dir and --mount-root");
    } catch (LinuxException e) {
      // ENOENT, or ECONNREFUSED at the socket of one that has ended
    }
  }

  /** Stops listening and lets go of everything; the next session manager adopts it. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.close();
    try {
      Files.deleteIfExists(Path.of(config.socket()));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "{0} stays: {1}", config.socket(), e.getMessage());
    }
    manager.close();
    mountLock.close();
    stateLock.close();
  }
}
