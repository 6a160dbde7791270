// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.node.Daemon;
import org.junit.jupiter.api.Test;

/** Images of this machine's architecture: these can also mount. */
class ImageIT extends ImageContract {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SOCKET = "--socket=/volumes/s.sock";

  ImageIT() {
    super(Architecture.ofThisMachine());
  }

  @Test
  void theSessionManagerMountsAndRestartsItsClientWithoutAShell() throws IOException {
    Image image = images().sessmgr();
    Path source = Files.createDirectories(image.volumes().resolve("source"));
    Files.createDirectories(image.volumes().resolve("target"));
    Files.writeString(source.resolve("file"), "contents\n");
    List<String> command =
        image.started(
            "--standby=off", SOCKET, "--state-dir=/volumes/state", "--mount-root=/volumes/mnt");
    try (Daemon daemon =
        Daemon.start("sessmgr", command, Map.of(), image.root().resolveSibling("sessmgr.log"))) {
      ProcessHandle manager = running(daemon, "@/opt/efc/efc");
      Await.until(
          "the session manager's socket",
          LIMIT,
          () -> {
            daemon.requireAlive();
            return Files.exists(image.volumes().resolve("s.sock"));
          });
      exec(manager, "mount", SOCKET, "file:///volumes/source", "/volumes/target").succeeded();
      Path target = Path.of("/proc/" + manager.pid() + "/root/volumes/target");
      assertThat(target.resolve("file")).hasContent("contents\n");
      Files.writeString(target.resolve("written"), "by an application\n");
      assertThat(source.resolve("written")).hasContent("by an application\n");

      ProcessHandle client = running(daemon, "org.efc.client/org.efc.client.ClientMain");
      client.destroyForcibly();
      Files.writeString(target.resolve("written"), "after a crash\n");
      assertThat(source.resolve("written")).hasContent("after a crash\n");
      assertThat(exec(manager, "status", SOCKET).succeeded().out()).contains(" serving ");
      exec(manager, "umount", SOCKET, "/volumes/target").succeeded();
      assertThat(target.resolve("file")).doesNotExist();
    }
  }

  /** As {@code kubectl exec} would run it. */
  private static Program.Outcome exec(ProcessHandle container, String... words) {
    List<String> command = new ArrayList<>(List.of("nsenter", "--target"));
    command.add(Long.toString(container.pid()));
    command.addAll(List.of("--mount", "--pid", "--root", "--wd"));
    command.addAll(List.of("/opt/efc/runtime/bin/java", "@/opt/efc/efc"));
    command.addAll(List.of(words));
    return Program.of(command).limit(LIMIT).run();
  }

  private static ProcessHandle running(Daemon container, String argument) {
    return Await.value(
        "a process with " + argument,
        LIMIT,
        () -> {
          container.requireAlive();
          return ProcessHandle.of(container.pid())
              .flatMap(top -> top.descendants().filter(one -> has(one, argument)).findFirst());
        });
  }

  private static boolean has(ProcessHandle process, String argument) {
    Optional<String[]> arguments = process.info().arguments();
    Optional<String> program = process.info().command();
    return program.filter(path -> path.endsWith("/java")).isPresent()
        && arguments.filter(words -> List.of(words).contains(argument)).isPresent();
  }
}
