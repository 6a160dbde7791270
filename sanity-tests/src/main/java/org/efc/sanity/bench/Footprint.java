// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.Processes;

/**
 * Starts a FUSE server alone, measures the time to its first answer and, idle after a little work,
 * its proportional set size, and ends it.
 */
final class Footprint {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final Duration GONE_WITHIN = Duration.ofSeconds(10);

  private final CTools tools;
  private final Path home;
  private final Path backing;

  Footprint(CTools tools, Path home, Path backing) {
    this.tools = tools;
    this.home = home;
    this.backing = backing;
  }

  /** Samples of one server. */
  record Result(Samples firstAnswerMillis, Samples pssMib) {
    static Result empty() {
      return new Result(new Samples(), new Samples());
    }
  }

  void peer(Result result) {
    measure(
        result,
        "mounts",
        point ->
            List.of(
                tools.peer().toString(),
                "-f",
                "-o",
                "source=" + backing + ",cache=auto,allow_other,default_permissions",
                point.toString()));
  }

  void client(Result result, Path efc) {
    measure(
        result,
        "device",
        point ->
            List.of(
                efc.toString(),
                "client",
                "--device-fd",
                "3",
                "--state-dir",
                fresh("state").toString(),
                "--source",
                "file://" + backing,
                "--volume-id",
                "bench"));
  }

  private interface Command {
    List<String> at(Path point);
  }

  private void measure(Result result, String how, Command command) {
    Path point = fresh("point");
    List<String> all =
        new java.util.ArrayList<>(List.of(tools.firstAnswer().toString(), point.toString(), how));
    all.addAll(command.at(point));
    try {
      String[] answer = Program.of(all).output().strip().split(" ");
      result.firstAnswerMillis().add(Double.parseDouble(answer[0]));
      long pid = Long.parseLong(answer[1]);
      Program.of("sh", "-c", "ls -l \"$1\" > /dev/null", "sh", point.toString()).output();
      LockSupport.parkNanos(IDLE_NANOS);
      Processes.pssKib(pid).ifPresent(kib -> result.pssMib().add(kib / 1024.0));
      Program.of("umount", point.toString()).output();
      Await.until("server " + pid + " to end", GONE_WITHIN, () -> !Processes.lives(pid));
    } finally {
      if (!MountTable.read().at(point).isEmpty()) {
        Program.of("umount", "-l", point.toString()).run();
      }
    }
  }

  private Path fresh(String name) {
    try {
      return Files.createTempDirectory(home, name);
    } catch (IOException e) {
      throw new UncheckedIOException(home.toString(), e);
    }
  }
}
