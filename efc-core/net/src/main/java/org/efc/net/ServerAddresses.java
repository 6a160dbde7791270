// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a server's name, and which of them is in use.
 *
 * <p>All lanes of a client use one address: behind two addresses there may be two machines, and the
 * duplicate request cache lives on one. A lane that can't use the address in use tries the others
 * in turn. The first reply from another address moves all lanes to it, unless the address in use
 * has served another lane again meanwhile. Safe for use by many threads.
 */
public final class ServerAddresses {
  private static final System.Logger LOG = System.getLogger(ServerAddresses.class.getName());

  /** Asks for the addresses of a name. */
  public interface Resolver {
    InetAddress[] resolve(String host) throws IOException;
  }

  private final String host;
  private final Resolver resolver;

  /** The address in use comes first. */
  private List<InetAddress> known;

  /** Counts connections on which the address in use gave a first reply. */
  private long served;

  /**
   * Begins with one address.
   *
   * @param host asked for its addresses when none of the known ones can be used
   */
  public ServerAddresses(String host, InetAddress first, Resolver resolver) {
    this.host = host;
    this.resolver = resolver;
    this.known = List.of(first);
  }

  /** The address that all lanes use. */
  synchronized InetAddress inUse() {
    return known.getFirst();
  }

  /** The address to try after so many failures in sequence: the address in use is the first. */
  synchronized InetAddress inTurn(int failures) {
    return known.get(failures % known.size());
  }

  synchronized int count() {
    return known.size();
  }

  /** Grows with each connection on which the address in use answers: see {@link #answered}. */
  synchronized long served() {
    return served;
  }

  /**
   * An address has given the first reply of a connection.
   *
   * @param served as {@link #served} was when the lane last failed with the address in use
   * @return the address that is in use now: the lane must go to it if it is another
   */
  synchronized InetAddress answered(InetAddress address, long served) {
    if (!address.equals(inUse()) && served == this.served) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: address {1} is used from now on, {2} can''t be reached",
          host,
          address.getHostAddress(),
          inUse().getHostAddress());
      known = withFirst(address, known);
    }
    if (address.equals(inUse())) {
      this.served++;
    }
    return inUse();
  }

  /** Asks the resolver what the addresses are now; the address in use stays the first. */
  void resolveAgain() {
    List<InetAddress> found;
    try {
      found = Arrays.asList(resolver.resolve(host));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "host {0} does not resolve now: {1}", host, e);
      return;
    }
    synchronized (this) {
      if (!found.isEmpty()) {
        known = withFirst(found.contains(inUse()) ? inUse() : null, found);
      }
    }
  }

  private static List<InetAddress> withFirst(@Nullable InetAddress first, List<InetAddress> all) {
    List<InetAddress> ordered = new ArrayList<>(all.size() + 1);
    if (first != null) {
      ordered.add(first);
    }
    for (InetAddress address : all) {
      if (!ordered.contains(address)) {
        ordered.add(address);
      }
    }
    return List.copyOf(ordered);
  }
}
