// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.efc.common.CommandLine.UsageException;

/**
 * How a volume is served: what {@code --option key=value} sets.
 *
 * @param attributesValid how long the kernel may believe attributes without asking again
 * @param namesValid how long it may believe that a name leads to an object
 * @param absenceValid how long it may believe that a name does not exist; zero: not at all
 * @param closeToOpen whether each open asks the storage if the file has changed
 * @param writes when written data is where; empty: as the storage is
 * @param maxInodes the most inodes the kernel may know at once; 256 bytes each, in the state
 *     directory
 * @param readers threads that read requests
 * @param inFlight the most requests under way
 * @param maxTransfer the most bytes of one READ or WRITE
 * @param connectDeadline how long a start with --fail-fast tries to reach the source
 * @param quotaInterval how often the volume's capacity is read again
 * @param mountGroup the group that all objects are shown to belong to, with the owner's rights
 * @param locking who keeps the locks of flock(2) and fcntl(2)
 * @param logLevel the lowest level that is logged
 */
public record VolumeOptions(
    Duration attributesValid,
    Duration namesValid,
    Duration absenceValid,
    boolean closeToOpen,
    Optional<WriteMode> writes,
    int maxInodes,
    int readers,
    int inFlight,
    int maxTransfer,
    Duration connectDeadline,
    Duration quotaInterval,
    OptionalInt mountGroup,
    Locking locking,
    System.Logger.Level logLevel) {

  private static final Duration HOUR = Duration.ofHours(1);

  /** What each option means, for --help and for messages. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("attr-ttl", "how long attributes are believed, 0..1h [3s]");
    KNOWN.put("entry-ttl", "how long names are believed, 0..1h [3s]");
    KNOWN.put("negative-ttl", "how long it is believed that a name does not exist, 0..1h [1s]");
    KNOWN.put(
        "cto",
        """
        on: open(2) asks the server whether the file has changed [default];
        off: it does not, and may show a file as it was up to attr-ttl ago\
        """);
    KNOWN.put(
        "write",
        """
        stable: written data is on the storage's disk when write(2) returns [default];
        unstable: when fsync(2) or close(2) returns, which fails with EIO if the server
        restarted in between; local: as any local file system, on the disk when fsync(2)
        returns; for file:// only, and the default there on ext4, xfs, btrfs, f2fs, tmpfs
        and zfs\
        """);
    KNOWN.put("max-inodes", "most inodes in use at once, 1024..67108864 [4194304]");
    KNOWN.put("readers", "threads that read requests, 1..64 [2, or 4 from 4 CPUs on]");
    KNOWN.put("in-flight", "most requests under way, 8..4096 [64]");
    KNOWN.put("max-transfer", "largest READ and WRITE in bytes, 4096..1048576 [1048576]");
    KNOWN.put("connect-timeout", "how long --fail-fast tries to reach the source, 1s..10m [10s]");
    KNOWN.put("quota-interval", "how often the volume's capacity is read, 1s..1h [30s]");
    KNOWN.put(
        "mount-group",
        """
        numeric id of a group that everything is shown to belong to, with the owner's rights; its
        members act as root on the storage, 0..2147483647\
        """);
    KNOWN.put(
        "lock",
        """
        local: flock(2) and fcntl(2) locks hold between the processes of this node, not between
        nodes [default]; none: locks are refused with ENOLCK\
        """);
    KNOWN.put("log-level", "ERROR, WARNING, INFO, DEBUG or TRACE [INFO]");
  }

  /** What holds without options. */
  public static VolumeOptions defaults() {
    return parse(List.of());
  }

  /**
   * Reads options of the form {@code key=value}.
   *
   * @throws UsageException naming the option, its value and what is allowed
   */
  public static VolumeOptions parse(List<String> options) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      String key = equals < 0 ? option : option.substring(0, equals);
      if (!KNOWN.containsKey(key)) {
        throw new UsageException(
            "unknown option " + key + ": known are " + String.join(", ", KNOWN.keySet()));
      }
      if (equals < 0) {
        throw new UsageException("option " + key + " needs a value: " + key + "=VALUE");
      }
      if (values.put(key, option.substring(equals + 1)) != null) {
        throw new UsageException("option " + key + " is given twice");
      }
    }
    OptionValues from = new OptionValues(values);
    int readers =
        from.number("readers", Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4), 1, 64);
    return new VolumeOptions(
        from.duration("attr-ttl", Duration.ofSeconds(3), Duration.ZERO, HOUR),
        from.duration("entry-ttl", Duration.ofSeconds(3), Duration.ZERO, HOUR),
        from.duration("negative-ttl", Duration.ofSeconds(1), Duration.ZERO, HOUR),
        from.choice("cto", "on", List.of("on", "off")).equals("on"),
        from.writes(),
        from.number("max-inodes", 1 << 22, 1024, 1 << 26),
        readers,
        Math.max(readers, from.number("in-flight", 64, 8, 4096)),
        from.number("max-transfer", 1 << 20, 4096, 1 << 20) & -4096,
        from.duration(
            "connect-timeout",
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10)),
        from.duration("quota-interval", Duration.ofSeconds(30), Duration.ofSeconds(1), HOUR),
        values.containsKey("mount-group")
            ? OptionalInt.of(from.number("mount-group", 0, 0, Integer.MAX_VALUE))
            : OptionalInt.empty(),
        from.choice("lock", "local", List.of("local", "none")).equals("none")
            ? Locking.NONE
            : Locking.LOCAL,
        System.Logger.Level.valueOf(
            from.choice(
                "log-level", "INFO", List.of("ERROR", "WARNING", "INFO", "DEBUG", "TRACE"))));
  }

  /** A line for each option, for --help. */
  public static String help() {
    List<String> lines = new ArrayList<>();
    KNOWN.forEach((key, meaning) -> lines.add(key + "=  " + meaning.replace("\n", "\n    ")));
    return String.join("\n", lines);
  }

  /** The values by key, read by type. */
  private record OptionValues(Map<String, String> values) {

    int number(String key, int otherwise, int least, int most) {
      Optional<String> text = Optional.ofNullable(values.get(key));
      if (text.isEmpty()) {
        return otherwise;
      }
      try {
        int value = Integer.parseInt(text.get());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // reported below, together with a number out of range
      }
      throw bad(key, text.get(), "a number " + least + ".." + most);
    }

    String choice(String key, String otherwise, List<String> allowed) {
      String value = values.getOrDefault(key, otherwise);
      if (!allowed.contains(value)) {
        throw bad(key, value, "one of " + String.join(", ", allowed));
      }
      return value;
    }

    Optional<WriteMode> writes() {
      return values.containsKey("write")
          ? Optional.of(
              WriteMode.valueOf(
                  choice("write", "", List.of("stable", "unstable", "local"))
                      .toUpperCase(Locale.ROOT)))
          : Optional.empty();
    }

    Duration duration(String key, Duration otherwise, Duration least, Duration most) {
      Optional<String> text = Optional.ofNullable(values.get(key));
      if (text.isEmpty()) {
        return otherwise;
      }
      String wanted =
          "a duration " + seconds(least) + ".." + seconds(most) + ", as 500ms, 3s, 2m, 1h or 0";
      Duration value = durationOf(text.get()).orElseThrow(() -> bad(key, text.get(), wanted));
      if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
        throw bad(key, text.get(), wanted);
      }
      return value;
    }

    private static String seconds(Duration duration) {
      return duration.toSeconds() + "s";
    }

    private static Optional<Duration> durationOf(String text) {
      int digits = 0;
      while (digits < text.length() && Character.digit(text.charAt(digits), 10) >= 0) {
        digits++;
      }
      if (digits == 0 || digits > 9) {
        return Optional.empty();
      }
      long count = Long.parseLong(text.substring(0, digits));
      return switch (text.substring(digits)) {
        case "ms" -> Optional.of(Duration.ofMillis(count));
        case "s", "" -> Optional.of(Duration.ofSeconds(count));
        case "m" -> Optional.of(Duration.ofMinutes(count));
        case "h" -> Optional.of(Duration.ofHours(count));
        default -> Optional.empty();
      };
    }

    private static UsageException bad(String key, String value, String wanted) {
      return new UsageException("option " + key + " is " + value + ": wanted is " + wanted);
    }
  }
}
