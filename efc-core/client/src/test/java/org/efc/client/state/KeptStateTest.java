// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.efc.backend.Entry;
import org.efc.client.config.FaultPoints;
import org.efc.client.fixture.Samples;
import org.efc.fuse.Negotiated;
import org.efc.fuse.op.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A state directory that an earlier version left, with a mount that applications use: this version
 * must go on with it. The files were written once, by {@link #keep}, and are never written again:
 * another format gets a directory of its own here, and both are read from then on.
 */
class KeptStateTest {
  private static final String KEPT = "format-1/";
  private static final List<String> FILES = List.of("inodes", "intents", "init", "nodeids");
  private static final long VOLUME = 7;
  private static final int INODES = 1024;
  private static final int IN_FLIGHT = 8;
  private static final int PORT = 701;
  private static final int MKDIR = Opcode.MKDIR.number();
  private static final int CREATE = Opcode.CREATE.number();
  private static final Entry MADE = new Entry(Samples.handle(9), Samples.file(9, 100, 3));
  private static final Negotiated INIT = new Negotiated(45, 0x1234, 1 << 17, 1 << 20, 64, 48, 1);

  @TempDir Path directory;

  private void unpack() throws IOException {
    for (String name : FILES) {
      try (InputStream kept = KeptStateTest.class.getResourceAsStream(KEPT + name + ".gz");
          InputStream unpacked = new GZIPInputStream(Objects.requireNonNull(kept, name))) {
        Files.copy(unpacked, directory.resolve(name));
      }
    }
  }

  /** -Defc.keep.state=DIR writes there what {@link #unpack} reads; only for a new format. */
  @Test
  @EnabledIfSystemProperty(named = "efc.keep.state", matches = ".+")
  void keep() throws IOException {
    Path state = Files.createDirectory(directory.resolve("state"));
    try (InodeTable inodes = InodeTable.open(state.resolve("inodes"), VOLUME, INODES)) {
      inodes.root(Samples.handle(1));
      long once = inodes.acquire(Samples.handle(2), Samples.file(2, 10, 1), InodeTable.ROOT);
      long twice = inodes.acquire(Samples.handle(3), Samples.file(3, 20, 1), InodeTable.ROOT);
      inodes.acquire(Samples.handle(3), Samples.file(3, 20, 1), InodeTable.ROOT);
      inodes.opened(twice);
      Files.writeString(
          state.resolve("nodeids"), once + "\n" + twice + "\n" + inodes.instance() + "\n");
    }
    IntentRing ring = ring(state, 1);
    ring.port(0, PORT);
    Intent asked = ring.begin(2, false, MKDIR, InodeTable.ROOT, 11);
    asked.before(Samples.handle(5));
    asked.asked();
    Intent done = ring.begin(4, false, CREATE, InodeTable.ROOT, 12);
    done.asked();
    done.done(MADE);
    ring.begin(6, false, MKDIR, InodeTable.ROOT, 13);
    new InitFile(state.resolve("init"), () -> {}).persist(INIT);
    Path kept = Path.of(System.getProperty("efc.keep.state", ""));
    for (String name : FILES) {
      try (OutputStream packed =
          new GZIPOutputStream(Files.newOutputStream(kept.resolve(name + ".gz")))) {
        Files.copy(state.resolve(name), packed);
      }
    }
  }

  private static IntentRing ring(Path state, int epoch) {
    return IntentRing.open(state.resolve("intents"), VOLUME, epoch, IN_FLIGHT, new FaultPoints());
  }

  @Test
  void inodesThatTheKernelKnowsAreKnown() throws IOException {
    unpack();
    InodeTable.requireKnown(directory.resolve("inodes"));
    List<Long> kept =
        Files.readAllLines(directory.resolve("nodeids")).stream().map(Long::valueOf).toList();
    long once = kept.get(0);
    long twice = kept.get(1);
    try (InodeTable inodes = InodeTable.open(directory.resolve("inodes"), VOLUME, INODES)) {
      assertThat(inodes.epoch()).isEqualTo(2);
      assertThat(inodes.instance()).isEqualTo(kept.get(2));
      assertThat(inodes.size()).isEqualTo(3);
      assertThat(inodes.handle(InodeTable.ROOT)).isEqualTo(Samples.handle(1));
      assertThat(inodes.handle(once)).isEqualTo(Samples.handle(2));
      assertThat(inodes.nodeid(Samples.handle(3))).hasValue(twice);
      assertThat(inodes.openFiles()).isEqualTo(1);
      inodes.forget(once, 1);
      assertThat(inodes.isKnown(once)).as("looked up once").isFalse();
      inodes.forget(twice, 1);
      assertThat(inodes.isKnown(twice)).as("looked up twice").isTrue();
    }
  }

  @Test
  void requestsUnderWayAreResumed() throws IOException {
    unpack();
    IntentRing ring = ring(directory, 2);
    assertThat(ring.port(0)).isEqualTo(PORT);
    Intent asked = ring.begin(2, true, MKDIR, InodeTable.ROOT, 11);
    assertThat(asked.isResumed()).isTrue();
    assertThat(asked.before()).contains(Samples.handle(5));
    assertThat(asked.isDoubtful()).isFalse();
    Intent done = ring.begin(4, true, CREATE, InodeTable.ROOT, 12);
    assertThat(done.isDone()).isTrue();
    assertThat(done.entry()).contains(MADE);
    assertThat(ring.begin(6, true, MKDIR, InodeTable.ROOT, 13).isResumed()).isFalse();
  }

  @Test
  void whatInitAgreedOnIsServed() throws IOException {
    unpack();
    assertThat(new InitFile(directory.resolve("init"), () -> {}).load()).contains(INIT);
  }
}
