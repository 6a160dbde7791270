// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells a client that hangs from one that is slow. It hangs when for a whole while it does not
 * answer its control socket, or requests wait in the kernel of which it takes none. One that
 * answers and has as many requests under way as it may is not hung: it waits for its server.
 *
 * <p>That requests wait is not asked of one that does not answer: it may have read all there are.
 */
final class HungDetector {
  private static final int LEAST_SAMPLES = 4;

  private final Duration after;
  private Optional<Sample> first = Optional.empty();
  private int samples;

  /**
   * @param after for how long nothing may have gone on
   */
  HungDetector(Duration after) {
    this.after = after;
  }

  /**
   * What was seen at one moment.
   *
   * @param nanos when
   * @param process process id of the client
   * @param waiting whether requests wait that it has not read
   * @param answer of its control socket; empty when there is none in time
   */
  record Sample(long nanos, int process, boolean waiting, Optional<ClientControl.Answer> answer) {
    private long requests() {
      return answer.map(it -> it.number("requests")).orElse(-1L);
    }

    private boolean isFull() {
      return answer.filter(it -> it.number("inflight") >= it.number("inflight_limit")).isPresent();
    }

    private boolean isSuspicious() {
      return answer.isEmpty() || (waiting && !isFull()) || spinning() > 0;
    }

    /** For how long one of its threads computed for one request, as it says, in milliseconds. */
    private long spinning() {
      return answer.map(it -> it.number("spinning_ms")).orElse(0L);
    }

    private boolean goesOnAfter(Sample before) {
      return !isSuspicious()
          || process != before.process
          || (answer.isPresent() && before.answer.isPresent() && requests() != before.requests());
    }
  }

  /**
   * Takes the next sample.
   *
   * @return why the client is to be replaced; empty while it is not
   */
  synchronized Optional<String> look(Sample now) {
    if (now.spinning() >= after.toMillis()) {
      return Optional.of("hung: for " + now.spinning() / 1000 + " s it computes for one request");
    }
    if (first.isEmpty() || now.goesOnAfter(first.get())) {
      first = now.isSuspicious() ? Optional.of(now) : Optional.empty();
      samples = 1;
      return Optional.empty();
    }
    samples++;
    Duration since = Duration.ofNanos(now.nanos() - first.get().nanos());
    if (samples < LEAST_SAMPLES || since.compareTo(after) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        "hung: for "
            + since.toSeconds()
            + " s "
            + (now.answer().isPresent()
                ? "requests wait and it takes none, though it has room"
                : "it does not answer its control socket"));
  }

  /** Whether the last sample was one that hanging begins with. */
  synchronized boolean isSuspicious() {
    return first.isPresent();
  }
}
