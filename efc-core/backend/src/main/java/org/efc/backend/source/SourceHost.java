// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import java.net.Inet6Address;
import java.util.Locale;
import java.util.regex.Pattern;
import org.efc.backend.BackendException;
import org.efc.common.Errno;

/** The host and the ports of a source; nothing is looked up here. */
final class SourceHost {
  // Underscores are no host name's (RFC 1123 2.1) but resolve, and clusters' DNS has them.
  private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
  private static final int MAX_NAME = 253;
  private static final int MAX_PORT = 65535;

  private SourceHost() {}

  /** The host in lower case. */
  static String check(String host) {
    if (host.isEmpty()) {
      throw new BackendException("host is missing: write nfs://HOST/PATH");
    }
    String lower = host.toLowerCase(Locale.ROOT);
    if (lower.indexOf(':') >= 0) {
      return checkAddress(lower);
    }
    if (lower.length() > MAX_NAME) {
      throw new BackendException(
          "host has " + lower.length() + " characters, more than " + MAX_NAME + ": " + host);
    }
    for (String label : lower.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        throw new BackendException(
            "host is '" + host + "': '" + label + "' is no part of a host name");
      }
    }
    return lower;
  }

  private static String checkAddress(String address) {
    try {
      Inet6Address.ofLiteral(address);
      return address;
    } catch (IllegalArgumentException e) {
      throw new BackendException(
          "host is '[" + address + "]': not an IPv6 address", Errno.EINVAL, e);
    }
  }

  static void checkPort(String what, int port) {
    if (port < 1 || port > MAX_PORT) {
      throw new BackendException(what + " is " + port + ", outside 1.." + MAX_PORT);
    }
  }

  /** A port from text. */
  static int port(String what, String text) {
    // At most five digits, so that parseInt can't overflow.
    if (!text.matches("[0-9]{1,5}")) {
      throw new BackendException(what + " is '" + text + "', not a number of 1.." + MAX_PORT);
    }
    int port = Integer.parseInt(text);
    checkPort(what, port);
    return port;
  }
}
