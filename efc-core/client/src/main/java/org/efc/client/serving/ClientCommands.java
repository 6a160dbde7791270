// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.SpaceUsage;
import org.efc.client.config.ClientConfig;
import org.efc.client.control.ControlCommands;
import org.efc.client.storage.Connecting;
import org.efc.common.metrics.Metrics;

/** The answers of a client at its control socket: {@code key=value} lines, or text. */
final class ClientCommands implements ControlCommands {
  /** The system property without which no fault is armed. */
  private static final String FAULT_POINTS = "efc.fault-points";

  private static final Duration STATFS_DEADLINE = Duration.ofMillis(1500);

  private final ClientConfig config;
  private final ServedVolume volume;
  private final Connecting connecting;
  private final Metrics metrics;
  private final BooleanSupplier stop;
  private final CountDownLatch stopAnswered;
  private final long started = System.nanoTime();
  private volatile Optional<SpaceUsage> lastUsage = Optional.empty();

  /**
   * @param stop drains and ends the session; says whether all that was read is answered
   * @param stopAnswered counted down when the answer to stop was sent
   */
  ClientCommands(
      ClientConfig config,
      ServedVolume volume,
      Connecting connecting,
      Metrics metrics,
      BooleanSupplier stop,
      CountDownLatch stopAnswered) {
    this.config = config;
    this.volume = volume;
    this.connecting = connecting;
    this.metrics = metrics;
    this.stop = stop;
    this.stopAnswered = stopAnswered;
  }

  @Override
  public String answer(String line) {
    if (line.startsWith("fault ")) {
      return fault(List.of(line.substring("fault ".length()).split(" ")));
    }
    return switch (line) {
      case "status" -> status();
      case "metrics" -> metrics.exposition();
      case "statfs" -> statfs();
      case "reload-quota" -> reloadQuota();
      case "threads" -> threads();
      case "stop" -> "drained=" + stop.getAsBoolean() + "\n";
      default ->
          "error=unknown line \""
              + line
              + "\": known are status, metrics, statfs, reload-quota, threads, fault, stop\n";
    };
  }

  @Override
  public boolean mayWait(String line) {
    return line.equals("statfs");
  }

  @Override
  public void sent(String line) {
    if (line.equals("stop")) {
      stopAnswered.countDown();
    }
  }

  private String fault(List<String> words) {
    if (!Boolean.getBoolean(FAULT_POINTS)) {
      return "error=fault points are for tests: this client was started without -D"
          + FAULT_POINTS
          + "=true (a word of EFC_JAVA_OPTS, which a session manager passes on)\n";
    }
    return volume.faults().arm(words);
  }

  private String status() {
    Lines lines = new Lines();
    lines.add("state", volume.isServing() ? "serving" : "connecting");
    lines.add("pid", ProcessHandle.current().pid());
    lines.add("epoch", volume.inodes().epoch());
    lines.add("volume", config.volumeId());
    lines.add("source", config.source());
    lines.add("read_only", config.readOnly());
    lines.add("uptime_ms", (System.nanoTime() - started) / 1_000_000);
    lines.add("requests", metrics.sum("efc_fuse_requests_total"));
    lines.add("resent", metrics.sum("efc_fuse_resent_requests_total"));
    lines.add("lost", volume.lostChanges());
    String poisoned = volume.poisoned();
    if (!poisoned.isEmpty()) {
      lines.add("poisoned", poisoned);
    }
    lines.add("inflight", volume.session().inFlight());
    volume.backend().underWay().ifPresent(calls -> lines.add("storage_calls", calls));
    lines.add("spinning_ms", volume.session().spinningMillis());
    lines.add("inflight_limit", config.options().inFlight());
    lines.add("inodes", volume.inodes().size());
    lines.add("open_files", volume.inodes().openFiles());
    volume
        .session()
        .negotiated()
        .ifPresent(
            init -> {
              lines.add("fuse_minor", init.minor());
              lines.add("max_write", init.maxWrite());
            });
    volume.quota().capacity().ifPresent(bytes -> lines.add("capacity_bytes", bytes));
    volume.quota().used().ifPresent(bytes -> lines.add("used_bytes", bytes));
    if (volume.staleRoot().isStale()) {
      lines.add("root", "stale");
    }
    connecting
        .lastFailure()
        .or(volume.backend()::outage)
        .ifPresent(message -> lines.add("failure", message));
    return lines.toString();
  }

  private String statfs() {
    try {
      lastUsage =
          Optional.of(
              new BlockingBackend(volume.backend(), STATFS_DEADLINE)
                  .await("statfs", call -> volume.backend().statfs(Caller.ROOT, call)));
    } catch (BackendException e) {
      if (lastUsage.isEmpty()) {
        return "error=" + e.getMessage() + "\n";
      }
    }
    SpaceUsage usage = volume.quota().apply(lastUsage.get());
    Lines lines = new Lines();
    lines.add("total_bytes", usage.totalBytes());
    lines.add("free_bytes", usage.freeBytes());
    lines.add("available_bytes", usage.availableBytes());
    lines.add("total_files", usage.totalFiles());
    lines.add("free_files", usage.freeFiles());
    return lines.toString();
  }

  private String reloadQuota() {
    OptionalLong capacity = volume.quotaWatch().reload();
    Lines lines = new Lines();
    lines.add("capacity_bytes", capacity.isPresent() ? capacity.getAsLong() : "");
    return lines.toString();
  }

  private static String threads() {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      text.append(entry.getKey().getName()).append(' ');
      text.append(entry.getKey().getState()).append('\n');
      for (StackTraceElement frame : entry.getValue()) {
        text.append("    at ").append(frame).append('\n');
      }
    }
    return text.toString();
  }

  /** Lines of {@code key=value}. */
  private static final class Lines {
    private final StringBuilder text = new StringBuilder();

    void add(String key, Object value) {
      text.append(key).append('=').append(String.valueOf(value).replace('\n', ' ')).append('\n');
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
