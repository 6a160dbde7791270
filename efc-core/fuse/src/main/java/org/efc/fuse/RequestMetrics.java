// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.metrics.Counter;
import org.efc.common.metrics.Metrics;
import org.efc.fuse.op.Opcode;

/** What a session counts. Counting allocates nothing. */
final class RequestMetrics {
  private final Counter[] requests = new Counter[Opcode.values().length];
  final Counter resent;
  final Counter malformed;
  final Counter errors;
  final Counter interrupted;
  final Counter undelivered;
  final Counter stale;
  final Counter refused;

  private volatile long firstAnswerAt;

  RequestMetrics(Metrics metrics) {
    for (Opcode opcode : Opcode.values()) {
      requests[opcode.ordinal()] =
          metrics.counter(
              "efc_fuse_requests_total{op=\"" + opcode.label() + "\"}",
              "Requests read from the kernel");
    }
    resent =
        metrics.counter("efc_fuse_resent_requests_total", "Requests that were read before a crash");
    malformed =
        metrics.counter("efc_fuse_malformed_requests_total", "Requests refused as malformed");
    errors = metrics.counter("efc_fuse_error_replies_total", "Replies that are an error");
    interrupted =
        metrics.counter("efc_fuse_interrupted_requests_total", "Requests answered EINTR early");
    undelivered =
        metrics.counter("efc_fuse_undelivered_replies_total", "Replies the kernel did not want");
    stale =
        metrics.counter(
            "efc_fuse_stale_answers_total", "Answers to requests that were answered already");
    refused =
        metrics.counter("efc_fuse_refused_replies_total", "Replies the kernel took for malformed");
  }

  void answered() {
    if (firstAnswerAt == 0) {
      firstAnswerAt = System.nanoTime();
    }
  }

  /** 0 for not yet. */
  long firstAnswerAt() {
    return firstAnswerAt;
  }

  void count(Opcode opcode) {
    requests[opcode.ordinal()].increment();
  }
}
