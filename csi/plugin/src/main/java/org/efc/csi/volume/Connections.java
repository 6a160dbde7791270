// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The connections to the sources, one for each, opened at first use and closed a while after the
 * last. One whose server did not answer is left to those who use it still; the next call opens
 * another.
 */
public final class Connections implements AutoCloseable {
  private static final Duration CHECK = Duration.ofSeconds(10);

  private final SourceOpener opener;
  private final Duration idle;
  private final Map<Source, Connection> connections = new ConcurrentHashMap<>();
  private final Thread closer;
  private volatile boolean closed;

  public Connections(SourceOpener opener, Duration idle) {
    this.opener = opener;
    this.idle = idle;
    this.closer = Thread.ofVirtual().name("close-idle-sources").start(this::closeIdle);
  }

  /**
   * Does work on the tree of a source.
   *
   * @throws BackendException when the source can't be reached before the deadline
   */
  public <T> T with(Source source, Deadline deadline, Function<Tree, T> work) {
    Connection connection = take(source);
    try {
      return work.apply(new Tree(connection.open(opener, source, deadline), source, deadline));
    } catch (BackendException e) {
      if (isOfConnection(e.errno()) && connections.remove(source, connection)) {
        connection.abandon();
      }
      throw e;
    } finally {
      connection.release();
    }
  }

  private Connection take(Source source) {
    if (closed) {
      throw new BackendException("opening " + source + ": shutting down", Errno.ECANCELED);
    }
    Connection taken =
        connections.compute(
            source,
            (_, known) -> {
              Connection connection = known == null ? new Connection() : known;
              connection.use();
              return connection;
            });
    return Objects.requireNonNull(taken);
  }

  private static boolean isOfConnection(Errno errno) {
    return switch (errno) {
      case ETIMEDOUT,
          ECONNRESET,
          ECONNABORTED,
          ENOTCONN,
          EPIPE,
          ECANCELED,
          EHOSTUNREACH,
          EHOSTDOWN,
          ENETUNREACH,
          ECONNREFUSED,
          ESTALE ->
          true;
      default -> false;
    };
  }

  private void closeIdle() {
    Duration pause = idle.compareTo(CHECK) < 0 ? idle : CHECK;
    while (!closed) {
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
      for (Source source : connections.keySet()) {
        connections.computeIfPresent(source, (_, connection) -> keepUnlessIdle(connection));
      }
    }
  }

  /** Null takes it out of the map; nobody can begin to use it while this is computed. */
  private @Nullable Connection keepUnlessIdle(Connection connection) {
    if (connection.isIdleFor(idle)) {
      connection.abandon();
      return null;
    }
    return connection;
  }

  /** How many sources have a connection. */
  int size() {
    return connections.size();
  }

  /** Closes all connections; calls under way end with ECANCELED. */
  @Override
  public void close() {
    closed = true;
    closer.interrupt();
    connections.values().forEach(Connection::close);
    connections.clear();
  }

  /** A backend, how many calls use it, and since when none does. */
  private static final class Connection {
    private final ReentrantLock opening = new ReentrantLock();
    private Optional<Backend> backend = Optional.empty(); // with opening held
    private int users; // with this held, as what follows
    private long lastUse;
    private boolean abandoned;

    synchronized void use() {
      users++;
    }

    synchronized void release() {
      users--;
      lastUse = System.nanoTime();
      if (abandoned && users == 0) {
        close();
      }
    }

    /** To be closed as soon as nobody uses it. */
    synchronized void abandon() {
      abandoned = true;
      if (users == 0) {
        close();
      }
    }

    synchronized boolean isIdleFor(Duration time) {
      return users == 0 && System.nanoTime() - lastUse >= time.toNanos();
    }

    Backend open(SourceOpener opener, Source source, Deadline deadline) {
      String what = "opening " + source;
      lock(what, deadline);
      try {
        if (backend.isEmpty()) {
          backend = Optional.of(opener.open(source, deadline.left(what)));
        }
        return backend.get();
      } finally {
        opening.unlock();
      }
    }

    private void lock(String what, Deadline deadline) {
      try {
        if (!opening.tryLock(deadline.left(what).toNanos(), TimeUnit.NANOSECONDS)) {
          throw new BackendException(what + ": no answer in time", Errno.ETIMEDOUT);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackendException(what + ": interrupted", Errno.EINTR, e);
      }
    }

    void close() {
      // Who is opening still finds out by itself.
      if (opening.tryLock()) {
        try {
          backend.ifPresent(Backend::close);
        } finally {
          opening.unlock();
        }
      }
    }
  }
}
