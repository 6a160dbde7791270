// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectingTest {
  @Test
  void whatThrowsOnceTheSourceIsReachedEndsTheProcessAndIsNotTriedAgain(@TempDir Path directory) {
    AtomicInteger reached = new AtomicInteger();
    List<String> failed = new CopyOnWriteArrayList<>();
    new Connecting(Source.parse("file://" + directory))
        .forEver(
            backend -> {
              backend.close();
              reached.incrementAndGet();
              throw new IllegalStateException("half done");
            },
            (part, cause) -> failed.add(part + ": " + cause.getMessage()));
    await().until(() -> !failed.isEmpty());
    assertThat(failed).containsExactly("thread connecting: half done");
    assertThat(reached).hasValue(1);
  }
}
