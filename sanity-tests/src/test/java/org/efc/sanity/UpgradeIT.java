// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Journal;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.efc.sanity.node.Inventory;
import org.efc.sanity.node.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code efc upgrade} under applications: to another distribution, back, and to broken ones. */
class UpgradeIT {
  /** The writer writes on for as long as 50 upgrades take: 1 GiB in three minutes. */
  private static final long CAPACITY = 16L << 30;

  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int SOME_OPERATIONS = 50;

  /** A client that has served for longer has loaded and compiled more. */
  private static final int SOME_MAPPINGS = 100;

  private static final int THERE_AND_BACK = Boolean.getBoolean("efc.deep") ? 25 : 2;

  @TempDir Path temp;

  private Path another(World world) {
    return world.node().distribution().copyTo(temp.resolve("another"));
  }

  private Path broken(String script) throws IOException {
    Path program = Files.createDirectories(temp.resolve("broken/bin")).resolve("efc");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return temp.resolve("broken");
  }

  private static Program.Outcome upgrade(World world, String... options) {
    List<String> words = new ArrayList<>(List.of("--all"));
    words.addAll(List.of(options));
    return world.node().asking("upgrade", words.toArray(String[]::new)).limit(LIMIT).run();
  }

  @ParameterizedTest
  @EnumSource
  void applicationsNoticeNothingOfAnUpgradeAndItsRollback(StorageKind kind) throws IOException {
    try (World world = World.of(kind)) {
      Path another = another(world);
      PublishedVolume volume = world.publish("upgrade", CAPACITY);
      Path reading = Files.createDirectory(volume.target().resolve("r"));
      Path writing = Files.createDirectory(volume.target().resolve("w"));
      try (Load reader = Load.reader(reading);
          Load writer = Load.writer(writing)) {
        thereAndBack(world, kind, another, reader, writer);
        Inventory first = Inventory.of(world.node());
        for (int i = 1; i < THERE_AND_BACK; i++) {
          thereAndBack(world, kind, another, reader, writer);
        }
        awaitNoMoreThan(first, world);
        LoadReport read = reader.finish(GOES_ON_WITHIN);
        LoadReport written = writer.finish(GOES_ON_WITHIN);
        assertThat(read.errors()).as(read.message()).isZero();
        assertThat(written.errors()).as(written.message()).isZero();
        LoadReport journal = Journal.verify(volume.server().resolve("w"), written.records());
        assertThat(journal.message()).as("the journal on the server").isEmpty();
      }
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  private static void thereAndBack(
      World world, StorageKind kind, Path another, Load reader, Load writer) {
    long before = world.node().client().pid();
    Program.Outcome there = upgrade(world, "--to=" + another).succeeded();
    System.out.print(kind + ": " + there.out());
    assertThat(there.out()).contains("upgraded, requests waited");
    Processes.Seen after = world.node().client();
    assertThat(after.pid()).isNotEqualTo(before);
    assertThat(after.arguments()).anyMatch(word -> word.startsWith(another.toString()));
    writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
    System.out.print(kind + ", back: " + upgrade(world, "--rollback").succeeded().out());
    reader.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
    assertThat(world.node().client().arguments())
        .noneMatch(word -> word.startsWith(another.toString()));
  }

  /** Some descriptors are those of calls that are just ending. */
  private static void awaitNoMoreThan(Inventory before, World world) {
    Await.until(
        "everything of the node to be no more than after the first upgrade",
        GOES_ON_WITHIN,
        () -> {
          Inventory now = Inventory.of(world.node());
          return now.descriptors() <= before.descriptors()
              && now.processes() <= before.processes()
              && now.mounts() <= before.mounts()
              && now.files() <= before.files()
              && now.mappings() <= before.mappings() + SOME_MAPPINGS;
        });
    long pssKib = Inventory.of(world.node()).pssKib();
    System.out.printf("session manager: %d KiB, then %d KiB%n", before.pssKib(), pssKib);
    assertThat(pssKib).as("session manager, KiB").isLessThan(before.pssKib() * 3 / 2);
  }

  @Test
  void afterACrashTheNewVersionServesAgain() {
    try (World world = World.of(StorageKind.FILE)) {
      Path another = another(world);
      PublishedVolume volume = world.publish("upgrade");
      upgrade(world, "--to=" + another).succeeded();
      world.node().killClient();
      assertThat(world.node().client().arguments())
          .anyMatch(word -> word.startsWith(another.toString()));
      world.node().sessionManager().kill();
      world.node().startSessionManager();
      awaitServing(world);
      world.node().killClient();
      assertThat(world.node().client().arguments())
          .anyMatch(word -> word.startsWith(another.toString()));
      awaitServing(world);
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  @Test
  void aVersionThatBringsItsJavaIsStartedByIt() throws IOException {
    try (World world = World.of(StorageKind.FILE)) {
      Path another = another(world);
      Path runtime = another.resolve("runtime");
      Files.createSymbolicLink(runtime, Path.of(System.getProperty("java.home")));
      PublishedVolume volume = world.publish("upgrade");
      upgrade(world, "--to=" + another).succeeded();
      assertThat(world.node().client().arguments().getFirst())
          .isEqualTo(runtime.resolve("bin/java").toString());
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  private static void awaitServing(World world) {
    Await.until(
        "the volume to be served",
        GOES_ON_WITHIN,
        () -> world.node().asking("status").limit(LIMIT).run().out().contains(" serving "));
  }

  @Test
  void aVersionThatDoesNotStartLeavesTheOldOneServing() throws IOException {
    refused(broken("exit 7"), "did not get ready", "exit status 7");
  }

  @Test
  void aVersionThatCanNotServeLeavesTheOldOneServing() throws IOException {
    // Says that it is ready, as a client does, and then no.
    String script =
        "exec python3 -c 'import socket;s=socket.socket(fileno=3);s.send(b\"ready\");"
            + "s.recv(100000);s.send(b\"refused its state has format 99\");s.recv(1)'";
    refused(broken(script), "can't serve", "its state has format 99");
  }

  private static void refused(Path to, String... reasons) {
    try (World world = World.of(StorageKind.FILE)) {
      PublishedVolume volume = world.publish("upgrade");
      long before = world.node().client().pid();
      Program.Outcome outcome = upgrade(world, "--to=" + to);
      assertThat(outcome.status()).isNotZero();
      assertThat(outcome.out()).contains("not upgraded", "as before").contains(reasons);
      assertThat(world.node().client().pid()).isEqualTo(before);
      assertThat(volume.target().resolve("none")).doesNotExist();
      assertThat(upgrade(world, "--rollback").out()).contains("nothing to go back to");
      volume.takeDown();
      world.assertNothingLeft();
    }
  }
}
