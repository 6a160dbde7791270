// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.common.linux.OpenFlags;
import org.efc.mounter.linux.MemoryCgroup;
import org.efc.mounter.linux.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one unit test that forks. */
class PosixProcessRunnerTest {
  private static final PosixProcessRunner RUNNER = new PosixProcessRunner();

  @TempDir Path temp;

  private ClientProcess shell(String script, Optional<Fd> device) {
    return RUNNER.start(
        new Launch(
            List.of("/bin/sh", "-c", script),
            Map.of("PATH", "/usr/bin:/bin", "GREETING", "hello"),
            temp.resolve("log"),
            device,
            Optional.empty()));
  }

  private static ExitReason end(ClientProcess process) throws Exception {
    return process.exited().get(10, TimeUnit.SECONDS);
  }

  private List<String> log() throws Exception {
    return Files.readAllLines(temp.resolve("log"));
  }

  @Test
  void processHasItsDeviceItsLogAndNothingElseOfOurs() throws Exception {
    Path device = Files.writeString(temp.resolve("device"), "from fd 3\n");
    // An open file of this JVM, without O_CLOEXEC, that must not be inherited.
    try (var ours = Files.newInputStream(temp.resolve("device"));
        Fd fd = Fd.open(device.toString(), OpenFlags.O_RDONLY, 0)) {
      assertThat(ours).isNotEmpty();
      ClientProcess process =
          shell("cat <&3; for f in /proc/$$/fd/*; do readlink $f; done; true", Optional.of(fd));
      assertThat(end(process)).isEqualTo(new ExitReason.Exited(0));
    }
    assertThat(log().getFirst()).isEqualTo("from fd 3");
    String log = temp.resolve("log").toRealPath().toString();
    assertThat(log().subList(1, log().size()))
        .containsExactlyInAnyOrder("/dev/null", log, log, device.toRealPath().toString());
  }

  @Test
  void processLeadsASessionOfItsOwnWithNoSignalBlockedAndTheGivenEnvironmentOnly()
      throws Exception {
    ClientProcess process =
        shell(
            "cut -d' ' -f1,5,6 /proc/$$/stat; grep SigBlk /proc/self/status; env | sort",
            Optional.empty());
    assertThat(end(process)).isEqualTo(new ExitReason.Exited(0));
    int pid = process.identity().pid();
    assertThat(log().get(0)).isEqualTo(pid + " " + pid + " " + pid);
    assertThat(log().get(1)).isEqualTo("SigBlk:\t0000000000000000");
    assertThat(log()).contains("GREETING=hello").noneMatch(line -> line.startsWith("JAVA_HOME"));
  }

  @Test
  void exitStatusIsToldAndNoZombieIsLeft() throws Exception {
    ClientProcess process = shell("exit 11", Optional.empty());
    assertThat(end(process)).isEqualTo(new ExitReason.Exited(11));
    assertThat(Path.of("/proc/" + process.identity().pid())).doesNotExist();
  }

  @Test
  void killIsToldAsSuch() throws Exception {
    ClientProcess process = shell("exec sleep 60", Optional.empty());
    process.signal(ClientProcess.SIGKILL);
    assertThat(end(process)).isEqualTo(new ExitReason.Signaled(9, false));
    process.signal(ClientProcess.SIGKILL);
  }

  @Test
  void deathIsNoticedAtOnce() throws Exception {
    ClientProcess process = shell("exec sleep 60", Optional.empty());
    long start = System.nanoTime();
    process.signal(ClientProcess.SIGKILL);
    end(process);
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(500);
  }

  /** Of a JVM, which has threads: the test's own kind. */
  @Test
  void theBeginningOfAnEndIsSeenBeforeTheEnd() throws Exception {
    String java = System.getProperty("java.home") + "/bin/java";
    Path program =
        Files.writeString(
            temp.resolve("Sleeps.java"),
            """
            void main() throws Exception {
              byte[][] touched = new byte[48][1 << 20]; // what the kernel then has to take back
              System.out.println("runs " + touched.length);
              Thread.sleep(60_000);
            }
            """);
    ClientProcess process =
        RUNNER.start(
            new Launch(
                List.of(java, "-XX:+UseSerialGC", program.toString()),
                Map.of(),
                temp.resolve("log"),
                Optional.empty(),
                Optional.empty()));
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    process.dying().thenRun(() -> order.add("dying"));
    process.exited().thenRun(() -> order.add("exited"));
    await().atMost(Duration.ofSeconds(30)).until(() -> log().contains("runs 48"));
    assertThat(order).isEmpty();
    process.signal(ClientProcess.SIGKILL);
    assertThat(end(process)).isEqualTo(new ExitReason.Signaled(9, false));
    await().untilAsserted(() -> assertThat(order).containsExactly("dying", "exited"));
  }

  @Test
  void missingProgramIsNamed() {
    assertThatThrownBy(
            () ->
                RUNNER.start(
                    new Launch(
                        List.of("/no/such/program"),
                        Map.of(),
                        temp.resolve("log"),
                        Optional.empty(),
                        Optional.empty())))
        .isInstanceOf(EfcException.class)
        .hasMessageContaining("/no/such/program")
        .hasMessageContaining("No such file");
  }

  @Test
  void aClientWithTooMuchMemoryIsKilledAloneAndThatIsSaid() throws Exception {
    Optional<MemoryCgroup> ours = MemoryCgroup.of(ProcessHandle.current().pid());
    assumeThat(ours.filter(it -> Files.isWritable(it.directory())))
        .as("a memory cgroup that is ours to divide")
        .isPresent();
    PosixProcessRunner limited = new PosixProcessRunner(OptionalLong.of(64 << 20));
    ClientProcess greedy = limited.start(client("echo; exec tail /dev/zero"));
    ClientProcess modest = limited.start(client("exec sleep 60"));
    MemoryCgroup group = MemoryCgroup.of(modest.identity().pid()).orElseThrow();
    assertThat(group.directory().getFileName().toString())
        .isEqualTo("efc-client-" + modest.identity().pid());
    assertThat(end(greedy)).isEqualTo(new ExitReason.Signaled(9, true));
    ClientProcess adopted = limited.adopt(modest.identity()).orElseThrow();
    modest.signal(ClientProcess.SIGKILL);
    assertThat(end(modest)).isEqualTo(new ExitReason.Signaled(9, false));
    end(adopted);
    assertThat(group.directory()).doesNotExist();
    assertThat(group.directory().resolveSibling("efc-client-" + greedy.identity().pid()))
        .doesNotExist();
  }

  private Launch client(String script) {
    return new Launch(
        List.of("/bin/sh", "-c", script),
        Map.of("PATH", "/usr/bin:/bin"),
        temp.resolve("log"),
        Optional.empty(),
        Optional.of(temp.resolve("lock")));
  }

  @Test
  void adoptedProcessIsWatchedAndKilled() throws Exception {
    ClientProcess started = shell("exec sleep 60", Optional.empty());
    ClientProcess adopted = RUNNER.adopt(started.identity()).orElseThrow();
    adopted.signal(ClientProcess.SIGKILL);
    assertThat(end(adopted)).isEqualTo(new ExitReason.Vanished());
    assertThat(end(started)).isEqualTo(new ExitReason.Signaled(9, false));
  }

  @Test
  void processWithAUsedAgainIdIsNotAdopted() throws Exception {
    ClientProcess started = shell("exec sleep 60", Optional.empty());
    ProcessIdentity before =
        new ProcessIdentity(started.identity().pid(), started.identity().startTime() - 1);
    assertThat(RUNNER.adopt(before)).isEmpty();
    started.signal(ClientProcess.SIGKILL);
    end(started);
    assertThat(RUNNER.adopt(started.identity())).isEmpty();
  }
}
