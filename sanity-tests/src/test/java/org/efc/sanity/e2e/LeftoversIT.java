// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.junit.jupiter.api.Test;

/** {@code ./dev cluster down} says that nothing is left only when nothing is. */
class LeftoversIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void eachKindOfThingThatIsLeftIsNamed() {
    Requirements.mounting();
    Requirements.program("ip");
    assumeTrue(Files.isWritable(Path.of("/sys/fs/cgroup")), "no cgroup can be made here");
    Path script =
        Path.of(System.getProperty("efc.root", "."))
            .resolve("sanity-tests/cluster/leftovers-test.sh");
    Program.of("bash", script.toString()).limit(LIMIT).run().succeeded();
  }
}
