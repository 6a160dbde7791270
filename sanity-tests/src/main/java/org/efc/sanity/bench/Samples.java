// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measurements of one thing in one unit. */
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  /** The middle one; of an even number the lower of the two. */
  double median() {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((sorted.size() - 1) / 2);
  }

  /** Lowest and highest, as in {@code 3.1..4.7}. */
  String range() {
    return number(Collections.min(values)) + ".." + number(Collections.max(values));
  }

  /** Three digits that matter, no more. */
  static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }
}
