// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.http;

import java.util.Optional;
import org.efc.common.CommandLine.UsageException;

/**
 * Where to listen. The host may be an IPv6 address, with brackets or, as Kubernetes puts it into an
 * environment variable, without.
 *
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {
  private static final int MAX_PORT = 65535;

  /**
   * Reads {@code HOST:PORT}; empty means nowhere.
   *
   * @param option named in the refusal
   * @throws UsageException naming the option and its value
   */
  public static Optional<ListenAddress> parse(String option, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = port(text.substring(colon + 1));
    if (host.isEmpty() || port < 0) {
      throw new UsageException(
          "option --"
              + option
              + " is "
              + text
              + ": HOST:PORT is wanted, with a port 0.."
              + MAX_PORT
              + ", as in 127.0.0.1:9808");
    }
    return Optional.of(new ListenAddress(host, port));
  }

  private static int port(String digits) {
    try {
      int port = Integer.parseInt(digits);
      return port <= MAX_PORT ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
