// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.common.fixture.LoggedErrors;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Statfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A reply that the kernel takes for malformed: a bug of ours, which is seen, and no caller hangs.
 */
@ExtendWith(LoggedErrors.class)
class RefusedReplyTest {
  private static final class Wrong extends HelloFileSystem {
    /** The size of the attributes is not that of STATFS numbers. */
    @Override
    public void statfs(Request request, Statfs op) {
      assertThat(request.attributes(request.ticket())).as("taken by the kernel").isFalse();
    }
  }

  @Test
  void callerGetsEioAndTheRefusalIsCountedAndLogged() throws Exception {
    try (Served served = Served.by(new Wrong())) {
      String said = Command.output("stat -f $1 2>&1 || true", served.mount().path(""));
      assertThat(said).contains("Input/output error");
      assertThat(served.count("efc_fuse_refused_replies_total")).isPositive();
      assertThat(LoggedErrors.seen())
          .anyMatch(error -> error.startsWith("the device refused the reply to STATFS: EINVAL"));
      assertThat(served.session().end()).isNotDone();
    }
  }
}
