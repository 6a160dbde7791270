// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free TCP ports of the loopback interface. */
public final class Ports {
  private Ports() {}

  /** Two of them. */
  record Pair(int one, int other) {}

  /** Two ports that differ: both are held until both are known. */
  static Pair freePair() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Pair(socket.getLocalPort(), free());
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    }
  }

  /** A port that nobody listened on a moment ago. */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on the loopback interface", e);
    }
  }
}
