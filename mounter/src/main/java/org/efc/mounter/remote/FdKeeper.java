// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.efc.common.linux.Fd;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.session.wire.Frame;
import org.efc.mounter.session.wire.Reply;
import org.efc.mounter.session.wire.Request;
import org.efc.mounter.session.wire.SessionConnection;

/**
 * Holds a second duplicate of every volume's device fd, in another process than the session
 * manager: the last close of a device aborts its connection, and every application gets ENOTCONN.
 * Whoever of the two is restarted gets them back from the other.
 *
 * <p>A background thread asks twice a second, and at once after {@link #refresh}. It survives the
 * absence of the session manager and never gives up what it holds until a session manager that
 * answers says that the device is gone.
 */
public final class FdKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FdKeeper.class.getName());
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  private final SessionConnection connection;
  private final Map<String, Fd> devices = new LinkedHashMap<>();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean holdsAll;
  private String instance = "";
  private boolean reachable = true;

  /** Starts keeping; nobody needs to listen at the socket yet. */
  public FdKeeper(String socketPath) {
    this.connection = new SessionConnection(socketPath);
    this.thread = Thread.ofPlatform().daemon().name("fd-keeper").start(this::run);
  }

  /** Asks now instead of at the next tick; returns at once. */
  public void refresh() {
    wake.release();
  }

  /** How many devices are kept at this moment. */
  public int size() {
    synchronized (devices) {
      return devices.size();
    }
  }

  /**
   * Whether it has been given every device that the session manager had at some moment since the
   * start: from then on the session manager may be replaced.
   */
  public boolean holdsAll() {
    return holdsAll;
  }

  private void run() {
    while (!closed) {
      try {
        synchronize();
        reachable = true;
      } catch (MountException e) {
        noteUnreachable(e);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "keeping device fds failed, will retry", e);
      }
      try {
        boolean asked = wake.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        if (asked) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Once per outage: it may last for as long as an upgrade does. */
  private void noteUnreachable(MountException e) {
    if (reachable || e.kind() != Kind.UNAVAILABLE) {
      LOG.log(System.Logger.Level.INFO, "keeping {0} device fds: {1}", size(), e.getMessage());
    }
    reachable = false;
  }

  private void synchronize() {
    boolean more = true;
    while (more && !closed) {
      List<String> have;
      synchronized (devices) {
        have = List.copyOf(devices.keySet());
      }
      SessionConnection.Answer answer =
          connection.ask(new Request.Devices(have), List.of(), DEADLINE);
      if (!(answer.reply() instanceof Reply.Devices reply)
          || reply.sent().size() != answer.fds().size()) {
        answer.fds().forEach(Fd::close);
        throw new MountException(Kind.INTERNAL, "bad answer to fds: " + answer.reply());
      }
      take(reply, answer.fds());
      if (!reply.instance().equals(instance)) {
        restore();
        instance = reply.instance();
      }
      more = reply.more();
    }
    holdsAll = true;
  }

  private void take(Reply.Devices reply, List<Fd> fds) {
    synchronized (devices) {
      for (int i = 0; i < fds.size(); i++) {
        Fd before = closed ? fds.get(i) : devices.put(reply.sent().get(i), fds.get(i));
        if (before != null) {
          before.close();
        }
      }
      for (String id : reply.gone()) {
        Fd fd = devices.remove(id);
        if (fd != null) {
          fd.close();
        }
      }
    }
  }

  /** A session manager we have not met may have lost its own: give it everything. */
  private void restore() {
    List<Map.Entry<String, Fd>> all;
    synchronized (devices) {
      all = List.copyOf(devices.entrySet());
    }
    for (int from = 0; from < all.size(); from += Frame.MAX_FDS) {
      List<Map.Entry<String, Fd>> batch =
          all.subList(from, Math.min(all.size(), from + Frame.MAX_FDS));
      List<String> ids = new ArrayList<>();
      List<Fd> fds = new ArrayList<>();
      batch.forEach(
          entry -> {
            ids.add(entry.getKey());
            fds.add(entry.getValue());
          });
      connection.ask(new Request.Restore(ids), fds, DEADLINE);
      LOG.log(System.Logger.Level.INFO, "gave {0} device fds back", ids.size());
    }
  }

  /** Stops and closes what is kept; the session manager's own descriptors are not touched. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
    synchronized (devices) {
      devices.values().forEach(Fd::close);
      devices.clear();
    }
  }
}
