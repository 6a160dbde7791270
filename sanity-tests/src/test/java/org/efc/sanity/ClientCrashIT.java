// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Journal;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of the client under applications that verify every byte. */
class ClientCrashIT {
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(20);
  private static final int OPERATIONS_BETWEEN_KILLS = 50;
  private static final int KILLS = 4;
  private static final int KILLS_OF_A_STORM = 40;

  @ParameterizedTest
  @EnumSource
  void aReaderAndAWriterSeeNoErrorAndLoseNoByte(StorageKind kind) throws IOException {
    try (World world = World.of(kind)) {
      survive(world, KILLS);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aStormOfKillsLosesNoByte(StorageKind kind) throws IOException {
    Requirements.deep();
    try (World world = World.of(kind)) {
      survive(world, KILLS_OF_A_STORM);
    }
  }

  private static void survive(World world, int kills) throws IOException {
    PublishedVolume volume = world.publish("crash");
    Path reading = Files.createDirectory(volume.target().resolve("r"));
    Path writing = Files.createDirectory(volume.target().resolve("w"));
    SplittableRandom random = new SplittableRandom(kills);
    Set<Long> killed = new HashSet<>();
    try (Load reader = Load.reader(reading);
        Load writer = Load.writer(writing)) {
      for (int i = 0; i < kills; i++) {
        reader.awaitProgress(OPERATIONS_BETWEEN_KILLS, GOES_ON_WITHIN);
        writer.awaitProgress(OPERATIONS_BETWEEN_KILLS, GOES_ON_WITHIN);
        LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(100)));
        killed.add(world.node().killClient());
      }
      reader.awaitProgress(OPERATIONS_BETWEEN_KILLS, GOES_ON_WITHIN);
      writer.awaitProgress(OPERATIONS_BETWEEN_KILLS, GOES_ON_WITHIN);
      LoadReport read = reader.finish(GOES_ON_WITHIN);
      LoadReport written = writer.finish(GOES_ON_WITHIN);

      System.out.printf(
          "%s: %d kills, reader %s, writer %s%n", world.storage().name(), kills, read, written);
      assertThat(killed).as("clients killed").hasSize(kills);
      assertThat(read.errors()).as("errors of the reader: %s", read.message()).isZero();
      assertThat(written.errors()).as("errors of the writer: %s", written.message()).isZero();
      LoadReport journal = Journal.verify(volume.server().resolve("w"), written.records());
      assertThat(journal.message()).as("the journal on the server").isEmpty();
      assertThat(world.node().clients()).hasSize(1);
    }
    volume.takeDown();
    world.assertNothingLeft();
  }

  @ParameterizedTest
  @EnumSource
  void anUnlinkedOpenFileKeepsItsContent(StorageKind kind) throws IOException {
    try (World world = World.of(kind)) {
      PublishedVolume volume = world.publish("unlinked");
      Path file = volume.target().resolve("gone");
      try (FileChannel open =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        open.write(ByteBuffer.wrap("still here".getBytes(UTF_8)));
        Files.delete(file);
        world.node().killClient();
        ByteBuffer content = ByteBuffer.allocate(64);
        open.read(content, 0);
        assertThat(UTF_8.decode(content.flip()).toString()).isEqualTo("still here");
        assertThat(file).doesNotExist();
      }
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdleVolumeIsServedAgainBeforeAnybodyAsks(StorageKind kind) throws IOException {
    try (World world = World.of(kind)) {
      PublishedVolume volume = world.publish("idle");
      Files.writeString(volume.target().resolve("before"), "1");
      long killed = world.node().killClient();
      assertThat(world.node().client().pid()).isNotEqualTo(killed);
      assertThat(volume.target().resolve("before")).hasContent("1");
      volume.takeDown();
      world.assertNothingLeft();
    }
  }
}
