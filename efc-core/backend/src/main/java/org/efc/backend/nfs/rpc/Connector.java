// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.efc.backend.ServerNotes;
import org.jspecify.annotations.Nullable;

/**
 * Connects one lane to its server, again and again from the same source port, which is that of an
 * earlier process if there was one: a server's duplicate request cache knows a repeated call by
 * XID, address <em>and port</em>.
 *
 * <p>SO_LINGER 0 lets a closed connection, also that of a killed process, reset instead of waiting
 * in TIME_WAIT, so that its port is free at once. Belongs to one thread.
 */
final class Connector {
  private static final System.Logger LOG = System.getLogger(Connector.class.getName());

  private static final int FIRST_RESERVED = 512;
  private static final int LAST_RESERVED = 1023;
  private static final int SAME_PORT_TRIES = 10;

  /** How long the port of a process that was just killed may take to be free. */
  private static final int PORT_OF_BEFORE_TRIES = 500;

  private static final int PORT_OF_BEFORE_PAUSE_MILLIS = 1;

  private final String host;
  private final int port;
  private final int lane;
  private final ServerNotes notes;
  private boolean reserved;
  private InetAddress address;
  private @Nullable InetSocketAddress source;
  private int samePortFailures;
  private volatile boolean portOfBefore;

  /**
   * Connects the lane with this number.
   *
   * @param reserved whether to connect from a port below 1024
   * @param notes of an earlier process, and for the next
   */
  Connector(
      String host, InetAddress address, int port, boolean reserved, int lane, ServerNotes notes) {
    this.lane = lane;
    this.notes = notes;
    int before = notes.port(lane);
    this.portOfBefore = before != 0 && (!reserved || before <= LAST_RESERVED);
    this.host = host;
    this.address = address;
    this.port = port;
    this.reserved = reserved;
  }

  /**
   * A new connection.
   *
   * @param opening gets each channel before it connects, so that another thread can close it
   * @throws IOException as {@link java.net.Socket#connect} has it: refused, unreachable, timed out
   */
  SocketChannel connect(Duration timeout, Consumer<SocketChannel> opening) throws IOException {
    InetSocketAddress known = source;
    if (known != null) {
      return reconnect(known, timeout, opening);
    }
    SocketChannel channel =
        portOfBefore ? connectAsBefore(timeout, opening) : connectFromAny(timeout, opening);
    source = (InetSocketAddress) channel.getLocalAddress();
    notes.port(lane, source.getPort());
    return channel;
  }

  /** The server has begun anew. */
  void forgotten() {
    notes.forgotten();
  }

  /** Whether an earlier process was known to the server by this port. */
  boolean hasPortOfBefore() {
    return portOfBefore;
  }

  private SocketChannel connectAsBefore(Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    InetSocketAddress from = new InetSocketAddress(notes.port(lane));
    for (int attempt = 1; ; attempt++) {
      try {
        return connectFrom(from, timeout, opening);
      } catch (IOException e) {
        if (!isAddressProblem(e)) {
          throw e;
        }
        if (attempt == PORT_OF_BEFORE_TRIES) {
          LOG.log(
              System.Logger.Level.WARNING,
              "source port {0} of the process before can''t be had: {1}",
              Integer.toString(from.getPort()),
              e.getMessage());
          portOfBefore = false;
          return connectFromAny(timeout, opening);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PORT_OF_BEFORE_PAUSE_MILLIS));
    }
  }

  private SocketChannel connectFromAny(Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    return reserved ? connectReserved(timeout, opening) : connectFrom(null, timeout, opening);
  }

  /** Asks again what the host's address is: a NAS moves to another one by DNS. */
  void resolveAgain() {
    try {
      address = InetAddress.getByName(host);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "host {0} does not resolve now: {1}", host, e);
    }
  }

  private SocketChannel reconnect(
      InetSocketAddress from, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    try {
      SocketChannel channel = connectFrom(from, timeout, opening);
      samePortFailures = 0;
      return channel;
    } catch (IOException e) {
      if (isAddressProblem(e) && ++samePortFailures >= SAME_PORT_TRIES) {
        LOG.log(
            System.Logger.Level.WARNING,
            "source port {0} can''t be used again ({1}): taking another one; calls that the server"
                + " executed and whose replies were lost may now fail",
            from,
            e.getMessage());
        source = null;
        portOfBefore = false;
        samePortFailures = 0;
      }
      throw e;
    }
  }

  private SocketChannel connectReserved(Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    int count = LAST_RESERVED - FIRST_RESERVED + 1;
    int start = ThreadLocalRandom.current().nextInt(count);
    for (int i = 0; i < count; i++) {
      try {
        int candidate = FIRST_RESERVED + (start + i) % count;
        return connectFrom(new InetSocketAddress(candidate), timeout, opening);
      } catch (IOException e) {
        if (!isAddressProblem(e)) {
          throw e;
        }
        if (isDenied(e)) {
          break;
        }
      }
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "no source port of {0}..{1} can be had: connecting to {2}:{3} from any port",
        FIRST_RESERVED,
        LAST_RESERVED,
        host,
        Integer.toString(port));
    reserved = false;
    return connectFrom(null, timeout, opening);
  }

  private SocketChannel connectFrom(
      @Nullable SocketAddress from, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean connected = false;
    try {
      opening.accept(channel);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      if (from != null) {
        channel.bind(from);
      }
      int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
      channel.socket().connect(new InetSocketAddress(address, port), millis);
      if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
        throw new BindException("Address already in use: connected to itself");
      }
      connected = true;
      return channel;
    } finally {
      if (!connected) {
        close(channel);
      }
    }
  }

  /** The port could not be bound or is in use towards this server. */
  private static boolean isAddressProblem(IOException e) {
    return e instanceof BindException || message(e).contains("assign") || isDenied(e);
  }

  private static boolean isDenied(IOException e) {
    return message(e).contains("Permission denied");
  }

  private static String message(IOException e) {
    return e.getMessage() == null ? "" : e.getMessage();
  }

  static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "close: {0}", e.getMessage());
    }
  }
}
