// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import org.efc.common.metrics.Metrics;

/** Counts calls by method and code, and measures them by method. */
public final class CallMetrics implements ServerInterceptor {
  private final Metrics metrics = new Metrics();

  /** In Prometheus' text format 0.0.4. */
  public String exposition() {
    return metrics.exposition();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    long start = System.nanoTime();
    String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            note(method, status, System.nanoTime() - start);
            super.close(status, trailers);
          }
        },
        headers);
  }

  private void note(String method, Status status, long nanos) {
    String calls =
        "efc_csi_calls_total{method=\"" + method + "\",code=\"" + status.getCode() + "\"}";
    metrics.counter(calls, "Calls of kubelet and of the sidecars that were answered.").increment();
    metrics
        .histogram("efc_csi_call_seconds{method=\"" + method + "\"}", "From a call to its answer.")
        .record(nanos);
  }
}
