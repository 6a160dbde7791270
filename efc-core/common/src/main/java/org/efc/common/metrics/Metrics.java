// SPDX-License-Identifier: Apache-2.0
package org.efc.common.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * The metrics of a process and their text exposition (Prometheus text format 0.0.4). Names and
 * label sets are given as one series name, as in {@code efc_requests_total{op="lookup"}}.
 */
public final class Metrics {
  private record Series(String type, String help, Object source) {}

  private final ConcurrentSkipListMap<String, Series> series = new ConcurrentSkipListMap<>();

  public Counter counter(String name, String help) {
    Series known =
        series.computeIfAbsent(name, ignored -> new Series("counter", help, new Counter()));
    return (Counter) known.source;
  }

  public Histogram histogram(String name, String help) {
    Series known =
        series.computeIfAbsent(name, ignored -> new Series("histogram", help, new Histogram()));
    return (Histogram) known.source;
  }

  /** A value that is asked for at each exposition. */
  public void gauge(String name, String help, DoubleSupplier value) {
    series.put(name, new Series("gauge", help, value));
  }

  /** The sum of a family's counters, whatever their labels; 0 when it has none. */
  public long sum(String family) {
    long sum = 0;
    for (Map.Entry<String, Series> entry : series.tailMap(family, true).entrySet()) {
      String name = entry.getKey();
      if (!name.startsWith(family)) {
        break;
      }
      boolean isOfFamily = name.length() == family.length() || name.charAt(family.length()) == '{';
      if (isOfFamily && entry.getValue().source instanceof Counter counter) {
        sum += counter.value();
      }
    }
    return sum;
  }

  /** All series, sorted by name; HELP and TYPE once for each family. */
  public String exposition() {
    StringBuilder text = new StringBuilder(4096);
    String family = "";
    for (Map.Entry<String, Series> entry : series.entrySet()) {
      String name = entry.getKey();
      Series one = entry.getValue();
      int brace = name.indexOf('{');
      String base = brace < 0 ? name : name.substring(0, brace);
      String labels = brace < 0 ? "" : name.substring(brace + 1, name.length() - 1);
      if (!base.equals(family)) {
        family = base;
        text.append("# HELP ").append(base).append(' ').append(one.help).append('\n');
        text.append("# TYPE ").append(base).append(' ').append(one.type).append('\n');
      }
      switch (one.source) {
        case Counter counter -> text.append(name).append(' ').append(counter.value()).append('\n');
        case Histogram histogram -> append(text, base, labels, histogram);
        case DoubleSupplier gauge -> append(text, name, gauge.getAsDouble());
        default -> throw new IllegalStateException("no exposition for " + name);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String name, double value) {
    text.append(name).append(' ');
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      text.append((long) value);
    } else {
      text.append(value);
    }
    text.append('\n');
  }

  private static void append(StringBuilder text, String base, String labels, Histogram histogram) {
    String separator = labels.isEmpty() ? "" : labels + ",";
    long total = 0;
    for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
      total += histogram.count(bucket);
      text.append(base).append("_bucket{").append(separator).append("le=\"");
      text.append(Histogram.boundSeconds(bucket)).append("\"} ").append(total).append('\n');
    }
    total += histogram.count(Histogram.BUCKETS);
    text.append(base).append("_bucket{").append(separator).append("le=\"+Inf\"} ");
    text.append(total).append('\n');
    String suffix = labels.isEmpty() ? "" : "{" + labels + "}";
    append(text, base + "_sum" + suffix, histogram.sumSeconds());
    text.append(base).append("_count").append(suffix).append(' ').append(total).append('\n');
  }
}
