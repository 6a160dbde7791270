// SPDX-License-Identifier: Apache-2.0
package org.efc.client.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.SpaceUsage;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.nfs.server.Fault;
import org.efc.backend.nfs.server.NfsServer;
import org.efc.backend.open.Backends;
import org.efc.client.fixture.MountedVolume;
import org.efc.common.Errno;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault of a server in the midst of each operation of an application, through a mount of the
 * kernel. What is expected comes from the rule of the row, never from what was seen. Whatever the
 * server does, the application gets an answer in time, and no wrong data; afterwards all is well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultMatrixTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String[] NO_CACHES = {
    "attr-ttl=0", "entry-ttl=0", "negative-ttl=0", "quota-interval=1h"
  };

  private final FaultTable table = new FaultTable();

  static Stream<Row> rows() {
    return FaultRows.all();
  }

  @AfterAll
  void write() throws IOException {
    table.write();
  }

  @ParameterizedTest
  @MethodSource("rows")
  @Timeout(120)
  void theApplicationSeesWhatTheRuleSays(Row row) throws Exception {
    Map<Operation, String> outcomes = new EnumMap<>(Operation.class);
    try (Backend storage = new MemoryBackend();
        NfsServer server = NfsServer.start(storage)) {
      Scene scene = new Scene(storage);
      server.remembersDuplicates(row.duplicates());
      SoftAssertions all = new SoftAssertions();
      for (boolean unstable : new boolean[] {false, true}) {
        run(row, server, scene, unstable, outcomes, all);
      }
      table.add(row, outcomes);
      all.assertAll();
    }
  }

  private static void run(
      Row row,
      NfsServer server,
      Scene scene,
      boolean unstable,
      Map<Operation, String> outcomes,
      SoftAssertions all)
      throws Exception {
    String source = "&connections=1" + row.options();
    try (MountedVolume volume =
            MountedVolume.of(
                () -> Backends.open(server.source(source), DEADLINE), options(unstable));
        Application application = new Application()) {
      Cell cell = new Cell(row, server, scene, volume, application);
      cell.warmUp(unstable ? "warm-unstable" : "warm");
      for (Operation operation : Operation.values()) {
        if (operation.isOfUnstableWrites() == unstable) {
          outcomes.put(operation, cell.outcome(operation, all));
        }
      }
      server.right();
      assertThat(volume.run("stat -c %F $1").output()).isEqualTo("directory\n");
    }
  }

  private static String[] options(boolean unstable) {
    return unstable
        ? Stream.concat(Stream.of(NO_CACHES), Stream.of("write=unstable")).toArray(String[]::new)
        : NO_CACHES;
  }

  /** Runs the cells of a row one after the other. */
  private record Cell(
      Row row, NfsServer server, Scene scene, MountedVolume volume, Application application) {

    /** What the client does at its start is over when this returns. */
    void warmUp(String directory) throws IOException, InterruptedException {
      scene.make(directory);
      prepare(Operation.STAT, directory);
      assertThat(application.ask("go", DEADLINE)).isEqualTo(Operation.STAT.success());
      assertThat(application.ask("end", DEADLINE)).isEqualTo("ended");
      long calls;
      do {
        calls = server.calls();
        Thread.sleep(40);
      } while (calls != server.calls());
    }

    private void prepare(Operation operation, String directory)
        throws IOException, InterruptedException {
      Path at = volume.path(directory);
      assertThat(application.ask(operation.label() + "\t" + at, DEADLINE)).isEqualTo("ready");
    }

    String outcome(Operation operation, SoftAssertions all)
        throws IOException, InterruptedException {
      String expected = row.expected(operation);
      if (expected.equals(FaultTable.IMPOSSIBLE)) {
        return expected;
      }
      String directory = operation.name();
      scene.make(directory);
      prepare(operation, directory);
      Fault fault = row.fault().apply(this::callMeanwhile);
      server.fault(fault, row.times(), call -> row.everywhere() || operation.isDoneBy(call));
      String answer = application.ask("go", DEADLINE);
      int hits = server.hits();
      server.right();
      application.ask("end", DEADLINE);
      String outcome = outcome(operation, answer);
      all.assertThat(outcome).as("%s: %s", row.name(), operation.label()).isEqualTo(expected);
      all.assertThat(hits).as("%s met %s", operation.label(), row.name()).isPositive();
      boolean good = outcome.equals(expected) && isRight(operation, outcome, directory);
      all.assertThat(good).as("%s: effect of %s", row.name(), operation.label()).isTrue();
      return outcome + (good ? "" : "!");
    }

    private String outcome(Operation operation, String answer) {
      if (answer.equals(row.success(operation))) {
        return "ok";
      }
      return answer.matches("[0-9]+") ? Errno.of(Integer.parseInt(answer)).name() : answer;
    }

    private boolean isRight(Operation operation, String outcome, String directory) {
      if (outcome.equals("ok") || !row.duplicates()) {
        return scene.isDone(operation, directory);
      }
      return !row.untouched() || operation.isOfUnstableWrites() || scene.isUntouched(directory);
    }

    private void callMeanwhile() {
      volume
          .volume()
          .backend()
          .statfs(
              Caller.ROOT,
              new Completion<>() {
                @Override
                public void succeeded(SpaceUsage value) {
                  // only that there was a call matters
                }

                @Override
                public void failed(Errno errno) {
                  throw new AssertionError("a call in between failed: " + errno);
                }
              });
    }
  }
}
