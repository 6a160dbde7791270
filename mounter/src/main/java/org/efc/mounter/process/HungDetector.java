// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells a client that hangs from one that is slow. A client hangs when for a whole while
 *
 * <ul>
 *   <li>it does not answer its control socket, whatever waits: it may have read all there is;
 *   <li>requests wait in the kernel, and the client takes none though it has room;
 *   <li>it has requests, answers none, and no call to the storage is under way that could bring an
 *       answer: the requests are lost in it;
 *   <li>one of its threads computes for one request.
 * </ul>
 *
 * <p>A client with calls to its storage under way is not hung: it waits for its server.
 */
final class HungDetector {
  private static final int LEAST_SAMPLES = 4;
  private static final String STORAGE_CALLS = "storage_calls";

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

    /** A client that does not say how many calls are under way may wait for its storage. */
    private boolean waitsForNothing() {
      return answer
          .filter(it -> it.values().containsKey(STORAGE_CALLS))
          .filter(it -> it.number("inflight") > 0 && it.number(STORAGE_CALLS) == 0)
          .isPresent();
    }

    private boolean isSuspicious() {
      return answer.isEmpty() || (waiting && !isFull()) || waitsForNothing() || spinning() > 0;
    }

    private String suspicion() {
      if (answer.isEmpty()) {
        return "it does not answer its control socket";
      }
      return waitsForNothing()
          ? "it has requests, answers none, and asks its storage nothing"
          : "requests wait and it takes none, though it has room";
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
    return Optional.of("hung: for " + since.toSeconds() + " s " + now.suspicion());
  }

  /** Whether the last sample was one that hanging begins with. */
  synchronized boolean isSuspicious() {
    return first.isPresent();
  }
}
