// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Connects one lane to its server, again and again from the same source port, which is that of an
 * earlier process if there was one: a server's duplicate request cache knows a repeated call by
 * XID, address <em>and port</em>. Only the port is kept: the local address is the one that the
 * route to the server has, and may be another after each failure.
 *
 * <p>SO_LINGER 0 lets a closed connection, also that of a killed process, reset instead of waiting
 * in TIME_WAIT, so that its port is free at once. Kinds of failures are told by class, never by
 * message: messages are in the language of the process. Belongs to one thread.
 */
final class Connector {
  private static final System.Logger LOG = System.getLogger(Connector.class.getName());

  /**
   * The least source port, as of Linux's NFS client (RPC_DEF_MIN_RESVPORT in
   * include/linux/sunrpc/xprtsock.h): below are services, and 623 and 664 never pass a BMC.
   */
  static final int FIRST_RESERVED = 665;

  static final int LAST_RESERVED = 1023;
  private static final int SAME_PORT_TRIES = 10;

  /** How long the port of a process that was just killed may take to be free. */
  private static final int PORT_OF_BEFORE_TRIES = 500;

  private static final int PORT_OF_BEFORE_PAUSE_MILLIS = 1;

  private final int port;
  private final int lane;
  private final ConnectionNotes notes;
  private boolean reserved;

  /** The source port to connect from; 0: none yet. */
  private int source;

  /** Of the last connection, also an earlier process's; 0: unknown. */
  private int lastPort;

  /** Hash of both ends' addresses of that connection; 0: unknown. */
  private int lastRoute;

  private int samePortFailures;
  private volatile boolean portOfBefore;

  /**
   * Connects the lane with this number.
   *
   * @param port of the server
   * @param reserved whether to connect from a port below 1024
   * @param notes of an earlier process, and for the next
   */
  Connector(int port, boolean reserved, int lane, ConnectionNotes notes) {
    this.lane = lane;
    this.notes = notes;
    this.lastPort = notes.port(lane);
    this.lastRoute = notes.route(lane);
    this.portOfBefore = lastPort != 0 && (!reserved || lastPort <= LAST_RESERVED);
    this.port = port;
    this.reserved = reserved;
  }

  /**
   * A new connection.
   *
   * @param opening gets each channel before it connects, so that another thread can close it
   * @throws IOException as {@link java.net.Socket#connect} has it: refused, unreachable, timed out
   */
  SocketChannel connect(InetAddress address, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    InetSocketAddress server = new InetSocketAddress(address, port);
    if (source != 0) {
      return reconnect(server, timeout, opening);
    }
    return portOfBefore
        ? connectAsBefore(server, timeout, opening)
        : connectFromAny(server, timeout, opening);
  }

  /**
   * Whether a server's duplicate request cache does not know this connection as the lane's last
   * one: it compares the client's address and port, and behind another address there may be another
   * server. What was sent before is in doubt then.
   */
  boolean isAnother(SocketChannel connected) throws IOException {
    return (lastPort != 0 && lastPort != portOf(connected))
        || (lastRoute != 0 && lastRoute != routeOf(connected));
  }

  /** The connection is the last one from now on. Doubts are to be noted before. */
  void note(SocketChannel connected) throws IOException {
    source = portOf(connected);
    lastPort = source;
    lastRoute = routeOf(connected);
    notes.port(lane, lastPort);
    notes.route(lane, lastRoute);
  }

  private static int portOf(SocketChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private static int routeOf(SocketChannel channel) throws IOException {
    int server = hash((InetSocketAddress) channel.getRemoteAddress());
    int hash = server * 31 + hash((InetSocketAddress) channel.getLocalAddress());
    return hash == 0 ? 1 : hash;
  }

  private static int hash(InetSocketAddress end) {
    return Arrays.hashCode(end.getAddress().getAddress());
  }

  /** The server has begun anew. */
  void forgotten() {
    notes.forgotten();
  }

  /** Whether an earlier process was known to the server by this port. */
  boolean hasPortOfBefore() {
    return portOfBefore;
  }

  private SocketChannel connectAsBefore(
      InetSocketAddress server, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    int before = lastPort;
    for (int attempt = 1; ; attempt++) {
      try {
        return connectFrom(before, server, timeout, opening);
      } catch (BindException e) {
        if (attempt == PORT_OF_BEFORE_TRIES) {
          LOG.log(
              System.Logger.Level.WARNING,
              "source port {0} of the process before can''t be had: {1}",
              Integer.toString(before),
              e.getMessage());
          portOfBefore = false;
          return connectFromAny(server, timeout, opening);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PORT_OF_BEFORE_PAUSE_MILLIS));
    }
  }

  private SocketChannel connectFromAny(
      InetSocketAddress server, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    return reserved
        ? connectReserved(server, timeout, opening)
        : connectFrom(0, server, timeout, opening);
  }

  private SocketChannel reconnect(
      InetSocketAddress server, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    try {
      SocketChannel channel = connectFrom(source, server, timeout, opening);
      samePortFailures = 0;
      return channel;
    } catch (BindException e) {
      if (++samePortFailures >= SAME_PORT_TRIES) {
        LOG.log(
            System.Logger.Level.WARNING,
            "source port {0} can''t be used again ({1}): another one is taken, and what became of"
                + " the calls under way is looked up",
            Integer.toString(source),
            e.getMessage());
        source = 0;
        portOfBefore = false;
        samePortFailures = 0;
      }
      throw e;
    }
  }

  private SocketChannel connectReserved(
      InetSocketAddress server, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    int count = LAST_RESERVED - FIRST_RESERVED + 1;
    int start = ThreadLocalRandom.current().nextInt(count);
    for (int i = 0; i < count; i++) {
      try {
        return connectFrom(FIRST_RESERVED + (start + i) % count, server, timeout, opening);
      } catch (BindException e) {
        LOG.log(System.Logger.Level.TRACE, "next source port: {0}", e.getMessage());
      }
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "no source port of {0}..{1} can be had: connecting to {2} from any port",
        FIRST_RESERVED,
        LAST_RESERVED,
        server);
    reserved = false;
    return connectFrom(0, server, timeout, opening);
  }

  /**
   * Connects from one port; 0 is any.
   *
   * @throws BindException when it is the source port that can't be used towards this server
   * @throws IOException when it is the server that can't be reached
   */
  private static SocketChannel connectFrom(
      int from, InetSocketAddress server, Duration timeout, Consumer<SocketChannel> opening)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    boolean connected = false;
    try {
      opening.accept(channel);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      if (from != 0) {
        channel.bind(new InetSocketAddress(from));
      }
      connect(channel, server, timeout);
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

  private static void connect(SocketChannel channel, InetSocketAddress server, Duration timeout)
      throws IOException {
    try {
      channel.socket().connect(server, Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
    } catch (BindException e) {
      // EADDRNOTAVAIL: the port is in use towards this server, or no address of ours leads there.
      if (hasRoute(server)) {
        throw e;
      }
      NoRouteToHostException unreachable = new NoRouteToHostException(e.getMessage());
      unreachable.initCause(e);
      throw unreachable;
    } catch (UnsupportedAddressTypeException | UnresolvedAddressException e) {
      throw new IOException("address " + server + " can't be connected to here", e);
    }
  }

  /** Whether this machine has an address of the family with a route to the server. */
  private static boolean hasRoute(InetSocketAddress server) {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.connect(server); // looks the route up and sends nothing
      return true;
    } catch (IOException | UnsupportedAddressTypeException e) {
      LOG.log(System.Logger.Level.DEBUG, "no route to {0}: {1}", server, e);
      return false;
    }
  }

  static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "close: {0}", e.getMessage());
    }
  }
}
