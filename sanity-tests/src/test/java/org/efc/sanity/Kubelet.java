// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;

/** Repeats a call as kubelet does, with the same arguments. */
public final class Kubelet {
  private static final Duration RETRIES = Duration.ofSeconds(60);

  private Kubelet() {}

  /**
   * Makes the call until it succeeds. Only UNAVAILABLE, and ABORTED while an earlier call or a
   * recovery is under way, are reasons to repeat it.
   */
  public static void calls(String name, Runnable call) {
    Await.value(
        name + " to succeed",
        RETRIES,
        () -> {
          try {
            call.run();
            return Optional.of(name);
          } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code != Status.Code.ABORTED && code != Status.Code.UNAVAILABLE) {
              throw e;
            }
            return Optional.empty();
          }
        });
  }
}
