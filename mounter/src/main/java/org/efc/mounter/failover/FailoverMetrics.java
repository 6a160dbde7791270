// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.failover;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Histories of failovers in Prometheus' text format 0.0.4. */
public final class FailoverMetrics {
  private static final double MILLIS = 1000.0;

  private final StringBuilder text = new StringBuilder();
  private final Map<String, FailoverHistory> volumes;

  private FailoverMetrics(Map<String, FailoverHistory> volumes) {
    this.volumes = new TreeMap<>(volumes);
  }

  /**
   * The text, lines ended by "\n".
   *
   * @param volumes by volume id
   */
  public static String of(Map<String, FailoverHistory> volumes) {
    return new FailoverMetrics(volumes).write();
  }

  private String write() {
    family(
        "efc_failover_stall_seconds",
        "histogram",
        "From the end of a client until the next one served the volume.",
        this::stalls);
    family(
        "efc_failovers_total",
        "counter",
        "Clients that ended and were followed by another one.",
        (volume, history) ->
            new TreeMap<>(history.causes())
                .forEach(
                    (cause, count) ->
                        line("efc_failovers_total", volume, ",cause=\"" + cause + "\"", count)));
    family(
        "efc_inflight_resent_total",
        "counter",
        "Requests that a client did not answer and the kernel asked the next one.",
        (volume, history) -> line("efc_inflight_resent_total", volume, "", history.resent()));
    family(
        "efc_connections_lost_total",
        "counter",
        "Connections that the kernel gave up: the volume was mounted afresh.",
        (volume, history) ->
            line("efc_connections_lost_total", volume, "", history.connectionsLost()));
    family(
        "efc_requests_lost_total",
        "counter",
        "Changes under way when the kernel gave a connection up.",
        (volume, history) -> line("efc_requests_lost_total", volume, "", history.lost()));
    return text.toString();
  }

  private void family(
      String name, String type, String help, BiConsumer<String, FailoverHistory> lines) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    volumes.forEach(lines);
  }

  private void stalls(String volume, FailoverHistory history) {
    String name = "efc_failover_stall_seconds";
    long cumulative = 0;
    for (int i = 0; i < history.buckets().size(); i++) {
      cumulative += history.buckets().get(i);
      String bound =
          i < FailoverHistory.BOUNDS_MILLIS.size()
              ? Double.toString(FailoverHistory.BOUNDS_MILLIS.get(i) / MILLIS)
              : "+Inf";
      line(name + "_bucket", volume, ",le=\"" + bound + "\"", cumulative);
    }
    line(name + "_sum", volume, "", history.stallMillis() / MILLIS);
    line(name + "_count", volume, "", history.total());
  }

  private void line(String name, String volume, String labels, Object value) {
    text.append(name)
        .append("{volume=\"")
        .append(escaped(volume))
        .append('"')
        .append(labels)
        .append("} ")
        .append(value)
        .append('\n');
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
