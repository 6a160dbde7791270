// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.LocalStorage;
import org.junit.jupiter.api.Test;

/** Applications may have more files open than the limit that a client is started with. */
class FileLimitIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void aSmallLimitOfTheShellIsNoneOfTheMount() throws IOException {
    Requirements.mounting();
    try (var storage = LocalStorage.create(Path.of("/tmp"));
        Node node = Node.create(Distribution.built())) {
      Path mount = Files.createDirectory(node.directory().resolve("mount"));
      List<String> words = new ArrayList<>(List.of("mount"));
      words.addAll(node.sessionManagerOptions());
      words.addAll(List.of(storage.source(), mount.toString()));
      String command = String.join(" ", node.distribution().command(words));
      Program.shell("ulimit -n 256 && exec " + command).limit(LIMIT).run().succeeded();
      String opened =
          Program.shell(
                  "ulimit -n 4096 && exec python3 -c \"import os;"
                      + "print(len([os.open('"
                      + mount
                      + "/f%d' % i, os.O_CREAT | os.O_RDWR) for i in range(2000)]))\"")
              .limit(LIMIT)
              .output();
      assertThat(opened.strip()).isEqualTo("2000");
      node.unmounting(mount).limit(LIMIT).output();
    }
  }
}
