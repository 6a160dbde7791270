// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.efc.backend.file.FileBackend;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.backend.source.Source;
import org.efc.client.fixture.MountedVolume;
import org.efc.client.fixture.RecordingBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code write=}: what the storage is asked to do for write(2), fsync(2) and close(2). */
class WriteModeTest {
  /** write(2) to an open file, and close(2). */
  private static final String WRITE = "echo x > $1/f";

  private static final String SYNC =
      "perl -MIO::Handle -e 'open(F, \">\", $ARGV[0]); syswrite(F, \"x\"); F->sync() or die $!'"
          + " $1/f";

  @TempDir private Path directory = Path.of("");
  private final List<String> notes = new CopyOnWriteArrayList<>();

  private MountedVolume local(String... options) throws IOException {
    Path top = Files.createDirectories(directory.resolve("top"));
    return MountedVolume.of(
        () -> RecordingBackend.before(FileBackend.open(new Source.Local(top.toString())), notes),
        options);
  }

  private MountedVolume server(String... options) throws IOException {
    MemoryTree tree = new MemoryTree();
    return MountedVolume.of(() -> RecordingBackend.before(new MemoryBackend(tree), notes), options);
  }

  @Test
  void onALocalFileSystemCloseWaitsForNothing() throws Exception {
    try (MountedVolume volume = local()) {
      volume.sh(WRITE);
      assertThat(notes).containsExactly("write UNSTABLE");
      assertThat(Files.readString(directory.resolve("top/f"))).isEqualTo("x\n");
    }
  }

  @Test
  void onALocalFileSystemSyncIsPassedOn() throws Exception {
    try (MountedVolume volume = local()) {
      volume.sh(SYNC);
      assertThat(notes).containsExactly("write UNSTABLE", "sync false");
      notes.clear();
      volume.sh("dd if=/dev/zero of=$1/f bs=1k count=1 conv=fdatasync 2>&1");
      assertThat(notes).contains("sync true");
      notes.clear();
      volume.sh("sync $1");
      assertThat(notes).as("of a directory").containsExactly("sync false");
    }
  }

  @Test
  void everyWriteWithOSyncIsFollowedByASync() throws Exception {
    try (MountedVolume volume = local()) {
      volume.sh("dd if=/dev/zero of=$1/f bs=4k count=2 oflag=dsync 2>&1");
      assertThat(notes)
          .containsExactly("write UNSTABLE", "sync true", "write UNSTABLE", "sync true");
    }
  }

  @Test
  void whatWasWrittenSurvivesACrashOfTheClient() throws Exception {
    try (MountedVolume volume = local()) {
      volume.sh(WRITE);
      volume.crashAndAdopt();
      assertThat(volume.sh("cat $1/f")).isEqualTo("x\n");
    }
  }

  @Test
  void aServerWritesStablyUnlessSaid() throws Exception {
    try (MountedVolume volume = server()) {
      volume.sh(SYNC);
      assertThat(notes).containsExactly("write FILE_SYNC", "sync false");
    }
  }

  @Test
  void unstableWritesAreCommittedBySyncAndClose() throws Exception {
    try (MountedVolume volume = server("write=unstable")) {
      volume.sh(WRITE);
      assertThat(notes).containsExactly("write UNSTABLE", "commit");
      notes.clear();
      volume.sh(SYNC);
      assertThat(notes).containsExactly("write UNSTABLE", "commit");
    }
  }

  @Test
  void stableIsPossibleOnALocalFileSystemToo() throws Exception {
    try (MountedVolume volume = local("write=stable")) {
      volume.sh(WRITE);
      assertThat(notes).containsExactly("write FILE_SYNC");
    }
  }
}
