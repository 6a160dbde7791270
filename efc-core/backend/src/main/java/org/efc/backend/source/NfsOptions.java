// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.efc.backend.BackendException;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;

/**
 * The options of an NFS source, with the names, units and meanings of nfs(5) where it has them.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>default</th><th>limits</th><th>meaning</th></tr>
 * <tr><td>mountport=N</td><td>found by the backend</td><td>1..65535</td><td>port of the MOUNT program ({@link Source.Nfs#mountPort})</td></tr>
 * <tr><td>connections=N</td><td>2</td><td>1..16</td><td>TCP connections; requests are spread over them (nconnect)</td></tr>
 * <tr><td>rsize=BYTES</td><td>1048576</td><td>4096..1048576</td><td>largest READ, clamped to what the server offers</td></tr>
 * <tr><td>wsize=BYTES</td><td>1048576</td><td>4096..1048576</td><td>largest WRITE, clamped likewise</td></tr>
 * <tr><td>timeo=TENTHS</td><td>600</td><td>1..36000</td><td>tenths of a second to wait for a reply before connecting anew and sending again</td></tr>
 * <tr><td>hard | soft</td><td>hard</td><td></td><td>what to do when the server stays away: wait for ever, or fail with ETIMEDOUT after {@code timeo * (retrans + 1)}</td></tr>
 * <tr><td>retrans=N</td><td>2</td><td>0..100</td><td>times a request is sent again before {@code soft} gives up</td></tr>
 * <tr><td>resvport | noresvport</td><td>resvport as root</td><td></td><td>whether to connect from a port below 1024, which an export marked {@code secure} asks for (exports(5)); any port when none is free</td></tr>
 * <tr><td>vers=3, proto=tcp, nolock</td><td>so</td><td></td><td>accepted, as NAS vendors' instructions have them; other values are refused</td></tr>
 * </table>
 *
 * @param connections TCP connections
 * @param readSize bytes
 * @param writeSize bytes
 * @param attemptDeadline how long to wait for a reply to one sending of a request
 * @param soft whether calls fail with ETIMEDOUT instead of waiting for ever
 * @param retransmissions how often a request is sent again before {@code soft} gives up
 * @param reservedPort whether to connect from a port below 1024
 */
public record NfsOptions(
    int connections,
    int readSize,
    int writeSize,
    Duration attemptDeadline,
    boolean soft,
    int retransmissions,
    boolean reservedPort) {

  /** What holds when the source names no option; root connects from a reserved port. */
  public static final NfsOptions DEFAULTS =
      new NfsOptions(2, 1 << 20, 1 << 20, Duration.ofSeconds(60), false, 2, isRoot());

  private static final int MIN_TRANSFER = 4096;
  private static final int MAX_TRANSFER = 1 << 20;
  private static final int MAX_CONNECTIONS = 16;
  private static final int MAX_TENTHS = 36_000;
  private static final int MAX_RETRANSMISSIONS = 100;

  private static boolean isRoot() {
    return Libc.current().call(Syscall.GETEUID, 0) == 0;
  }

  /** When a call fails with ETIMEDOUT; empty for {@code hard}. */
  public Optional<Duration> callDeadline() {
    return soft
        ? Optional.of(attemptDeadline.multipliedBy(retransmissions + 1L))
        : Optional.empty();
  }

  /**
   * Reads options as {@link Source.Nfs#options} has them.
   *
   * @throws BackendException EINVAL naming the option, its value and its limits
   */
  public static NfsOptions parse(Map<String, String> options) {
    NfsOptions parsed = DEFAULTS;
    for (Map.Entry<String, String> option : options.entrySet()) {
      parsed = parsed.with(option.getKey(), option.getValue());
    }
    exclude(options, "hard", "soft");
    exclude(options, "resvport", "noresvport");
    return parsed;
  }

  private NfsOptions with(String name, String value) {
    return switch (name) {
      case "connections" -> withConnections(number(name, value, 1, MAX_CONNECTIONS));
      case "rsize" -> withReadSize(number(name, value, MIN_TRANSFER, MAX_TRANSFER));
      case "wsize" -> withWriteSize(number(name, value, MIN_TRANSFER, MAX_TRANSFER));
      case "timeo" ->
          withAttemptDeadline(Duration.ofMillis(100L * number(name, value, 1, MAX_TENTHS)));
      case "retrans" -> withRetransmissions(number(name, value, 0, MAX_RETRANSMISSIONS));
      case "hard", "soft" -> withSoft(flag(name, value).equals("soft"));
      case "resvport", "noresvport" -> withReservedPort(flag(name, value).equals("resvport"));
      case "nolock" -> {
        flag(name, value);
        yield this;
      }
      case "vers", "nfsvers" -> only(name, value, "3");
      case "proto" -> only(name, value, "tcp");
      default ->
          throw new BackendException(
              "option '"
                  + name
                  + "' is unknown; there are mountport, connections, rsize, wsize,"
                  + " timeo, hard, soft, retrans, resvport, noresvport, vers, proto, nolock");
    };
  }

  private static int number(String name, String value, int least, int most) {
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new BackendException(
        "option " + name + " is '" + value + "', not a number of " + least + ".." + most);
  }

  private static String flag(String name, String value) {
    if (!value.isEmpty()) {
      throw new BackendException("option " + name + " is '" + value + "': it takes no value");
    }
    return name;
  }

  private NfsOptions only(String name, String value, String allowed) {
    if (!value.equals(allowed)) {
      throw new BackendException(
          "option " + name + " is '" + value + "', only " + allowed + " is supported");
    }
    return this;
  }

  private static void exclude(Map<String, String> options, String one, String other) {
    if (options.containsKey(one) && options.containsKey(other)) {
      throw new BackendException("options '" + one + "' and '" + other + "' exclude each other");
    }
  }

  private NfsOptions withConnections(int value) {
    return new NfsOptions(
        value, readSize, writeSize, attemptDeadline, soft, retransmissions, reservedPort);
  }

  private NfsOptions withReadSize(int value) {
    return new NfsOptions(
        connections, value, writeSize, attemptDeadline, soft, retransmissions, reservedPort);
  }

  private NfsOptions withWriteSize(int value) {
    return new NfsOptions(
        connections, readSize, value, attemptDeadline, soft, retransmissions, reservedPort);
  }

  private NfsOptions withAttemptDeadline(Duration value) {
    return new NfsOptions(
        connections, readSize, writeSize, value, soft, retransmissions, reservedPort);
  }

  private NfsOptions withSoft(boolean value) {
    return new NfsOptions(
        connections, readSize, writeSize, attemptDeadline, value, retransmissions, reservedPort);
  }

  private NfsOptions withRetransmissions(int value) {
    return new NfsOptions(
        connections, readSize, writeSize, attemptDeadline, soft, value, reservedPort);
  }

  private NfsOptions withReservedPort(boolean value) {
    return new NfsOptions(
        connections, readSize, writeSize, attemptDeadline, soft, retransmissions, value);
  }
}
