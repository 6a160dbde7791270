// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.efc.net.ConnectionNotes;
import org.efc.net.LaneOptions;
import org.efc.net.Lanes;
import org.efc.net.ServerAddresses;

/**
 * Calls to one port of one server (RFC 5531 over TCP, AUTH_SYS).
 *
 * <p>Replies are taken, and calls ended, on the reader threads of the connections ({@link Lanes}).
 */
public final class RpcClient implements AutoCloseable {
  private final Lanes lanes;
  private final GroupWindows groupWindows = new GroupWindows();

  private RpcClient(Lanes lanes) {
    this.lanes = lanes;
  }

  /**
   * Connects the first connection, and begins to connect the others.
   *
   * @param host asked for its addresses when the server can't be reached at the known ones
   * @throws IOException when the server can't be reached within {@code timeout}
   */
  public static RpcClient connect(
      String host, InetAddress address, int port, LaneOptions options, Duration timeout)
      throws IOException {
    return connect(host, address, port, options, ConnectionNotes.NONE, timeout);
  }

  /** The same from the ports of an earlier process. */
  public static RpcClient connect(
      String host,
      InetAddress address,
      int port,
      LaneOptions options,
      ConnectionNotes notes,
      Duration timeout)
      throws IOException {
    return new RpcClient(
        Lanes.connect(
            "nfs " + host + ":" + port,
            new ServerAddresses(host, address, InetAddress::getAllByName),
            port,
            new RpcProtocol(AuthSys.ofThisMachine()),
            options,
            notes,
            timeout));
  }

  /**
   * Whether the host is there, and nobody listens: the server has ended, or begins. The class says
   * so in every language. It is also that of ETIMEDOUT, which a connection with a time limit of
   * some seconds does not meet (tcp(7): some two minutes); taking that for a refusal does no harm.
   */
  public static boolean isRefusal(IOException e) {
    return e instanceof ConnectException;
  }

  /** The address that the server has now. */
  public InetAddress address() {
    return lanes.address();
  }

  /** Makes the call; it ends in one of its methods, on any thread. */
  public void submit(RpcCall call) {
    lanes.submit(call);
  }

  /**
   * Makes a call that has ended once more, after a time, under a new XID; its deadline stays.
   *
   * @return whether that will be: else the caller has to end the call, as it is too late
   */
  public boolean submitLater(RpcCall call, Duration delay) {
    return lanes.submitLater(call, delay);
  }

  /** For callers in more groups than a call has room for. */
  public GroupWindows groupWindows() {
    return groupWindows;
  }

  /** Whether the connections that changes take are from the ports that they had before. */
  public boolean hasPortsOfBefore() {
    return lanes.hasPortsOfBefore();
  }

  /** Why a connection can't be had now that calls wait for; empty when there is none such. */
  public Optional<String> away() {
    return lanes.away();
  }

  /** How many calls have not ended. */
  public int underWay() {
    return lanes.underWay();
  }

  /** What was last wrong with the connections; empty if nothing was. */
  public String trouble() {
    return lanes.trouble();
  }

  /** Closes the connections; calls under way fail with ECANCELED, later ones too. Idempotent. */
  @Override
  public void close() {
    lanes.close();
  }
}
