// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efc.sanity.csi.PublishedVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application does through the published target, compared with the server's side. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class VolumeIoIT {
  private static final long GIBIBYTE = 1L << 30;
  private static final long CAPACITY = 8 * GIBIBYTE;
  private static final int MANY = 10_000;

  private static World world;
  private static PublishedVolume published;

  private final StorageKind kind;
  private final Path volume;
  private final Path server;

  VolumeIoIT(StorageKind kind) {
    this.kind = kind;
    this.volume = published.target();
    this.server = published.server();
  }

  @BeforeParameterizedClassInvocation
  static void publish(StorageKind kind) {
    world = World.of(kind);
    published = PublishedVolume.bringUp(world.csi(), world.node(), world.storage(), "io", CAPACITY);
  }

  @AfterParameterizedClassInvocation
  static void takeDown() {
    try (World ending = world) {
      published.takeDown();
      ending.assertNothingLeft();
    }
  }

  @Test
  void contentArrivesOnTheServerByteForByte() throws IOException {
    byte[] content = new byte[3_000_001];
    new Random(1).nextBytes(content);
    Files.write(volume.resolve("content"), content);
    assertThat(server.resolve("content")).hasBinaryContent(content);
    assertThat(volume.resolve("content")).hasBinaryContent(content);
  }

  @Test
  void contentMadeOnTheServerIsReadThroughTheVolume() throws IOException {
    Files.writeString(server.resolve("theirs"), "made natively");
    assertThat(volume.resolve("theirs")).hasContent("made natively");
  }

  @Test
  void modesOwnersAndTimesAreTheServersOwn() throws IOException {
    Path file = Files.createFile(volume.resolve("attributes"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setAttribute(file, "unix:uid", 1234);
    Files.setAttribute(file, "unix:gid", 4321);
    FileTime time = FileTime.from(Instant.ofEpochSecond(1_234_567_890, 123_456_789));
    Files.setLastModifiedTime(file, time);

    Map<String, Object> seen = Files.readAttributes(server.resolve("attributes"), "unix:*");
    assertThat(seen)
        .containsEntry("uid", 1234)
        .containsEntry("gid", 4321)
        .containsEntry("lastModifiedTime", time)
        .containsEntry("permissions", PosixFilePermissions.fromString("rwxr-x--x"));
    assertThat(Files.readAttributes(file, "unix:uid,gid,mode,lastModifiedTime,size,nlink"))
        .isEqualTo(
            Files.readAttributes(
                server.resolve("attributes"), "unix:uid,gid,mode,lastModifiedTime,size,nlink"));
  }

  @Test
  void hardLinksShareOneInodeAndItsLinkCount() throws IOException {
    Path first = Files.writeString(volume.resolve("link-1"), "shared");
    Path second = Files.createLink(volume.resolve("link-2"), first);
    assertThat(Files.getAttribute(first, "unix:nlink")).isEqualTo(2);
    assertThat(Files.getAttribute(second, "unix:ino"))
        .isEqualTo(Files.getAttribute(first, "unix:ino"));
    assertThat(Files.getAttribute(server.resolve("link-1"), "unix:nlink")).isEqualTo(2);
    Files.delete(first);
    assertThat(Files.getAttribute(second, "unix:nlink")).isEqualTo(1);
    assertThat(second).hasContent("shared");
  }

  @Test
  void symbolicLinksKeepTheirTextWhateverItIs() throws IOException {
    Path link = volume.resolve("symlink");
    Files.createSymbolicLink(link, Path.of("../does/not/exist"));
    assertThat(Files.readSymbolicLink(server.resolve("symlink"))).hasToString("../does/not/exist");
    assertThat(Files.readSymbolicLink(link)).hasToString("../does/not/exist");
  }

  @Test
  void aDirectoryOfTenThousandEntriesIsListedOnceEach() throws IOException {
    Path directory = Files.createDirectory(volume.resolve("many"));
    Path seen = server.resolve("many");
    for (int i = 0; i < MANY; i++) {
      Files.createFile(seen.resolve("entry-" + i));
    }
    try (Stream<Path> entries = Files.list(directory)) {
      assertThat(entries.map(entry -> entry.getFileName().toString()))
          .hasSize(MANY)
          .doesNotHaveDuplicates()
          .allMatch(name -> name.startsWith("entry-"));
    }
    Program.of("rm", "-rf", directory.toString()).run().succeeded();
    assertThat(seen).doesNotExist();
  }

  @Test
  void aSparseFileOfFiveGibibytesStaysSparse() throws IOException {
    Path file = volume.resolve("sparse");
    ByteBuffer tail = ByteBuffer.wrap("the end".getBytes(UTF_8));
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE, READ)) {
      channel.write(tail, 5 * GIBIBYTE);
      ByteBuffer hole = ByteBuffer.allocate(4096);
      assertThat(channel.read(hole, 4 * GIBIBYTE + 17)).isEqualTo(4096);
      assertThat(hole.array()).containsOnly(0);
    }
    assertThat(Files.size(file)).isEqualTo(5 * GIBIBYTE + 7);
    assertThat(Files.size(server.resolve("sparse"))).isEqualTo(5 * GIBIBYTE + 7);
    long blocks =
        Long.parseLong(
            Program.of("stat", "-c", "%b", server.resolve("sparse").toString()).output().strip());
    assertThat(blocks * 512).as("bytes allocated on the server").isLessThan(1L << 20);
    Files.delete(file);
  }

  @Test
  void aNameOf255BytesWorksAndOneOf256IsRefused() throws IOException {
    String name = "n".repeat(255);
    Files.writeString(volume.resolve(name), "long");
    assertThat(server.resolve(name)).hasContent("long");
    assertThatThrownBy(() -> Files.writeString(volume.resolve(name + "n"), "too long"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("File name too long");
  }

  @Test
  void namesThatAreNoUtf8KeepTheirBytes() {
    // Java can't say such a name; the shell can: e-acute in Latin-1, and a lone 0xff.
    String made = "f=\"$(printf 'caf\\351\\377')\"; printf odd > \"$1/$f\" && cat \"$2/$f\"";
    assertThat(Program.of("sh", "-c", made, "sh", volume.toString(), server.toString()).output())
        .isEqualTo("odd");
    String listed = "ls \"$1\" | grep -a '^caf' | od -An -tx1";
    assertThat(Program.of("sh", "-c", listed, "sh", volume.toString()).output().strip())
        .isEqualTo("63 61 66 e9 ff 0a");
  }

  @Test
  void renameReplacesTheTargetAtomically() throws IOException {
    Path from = Files.writeString(volume.resolve("from"), "new");
    Path to = Files.writeString(volume.resolve("to"), "old");
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    assertThat(server.resolve("to")).hasContent("new");
    assertThat(server.resolve("from")).doesNotExist();
    assertThat(from).doesNotExist();
  }

  @Test
  void aDirectoryMovesWithEverythingInIt() throws IOException {
    Path deep = Files.createDirectories(volume.resolve("tree/a/b"));
    Files.writeString(deep.resolve("leaf"), "leaf");
    Files.move(volume.resolve("tree"), volume.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(volume.resolve("moved/a/b/leaf")).hasContent("leaf");
    assertThat(server.resolve("moved/a/b/leaf")).hasContent("leaf");
  }

  @Test
  void truncateCutsAndExtendsWithZeros() throws IOException {
    Path file = Files.writeString(volume.resolve("truncated"), "0123456789");
    try (FileChannel channel = FileChannel.open(file, WRITE)) {
      channel.truncate(4);
      assertThat(Files.size(server.resolve("truncated"))).isEqualTo(4);
      channel.write(ByteBuffer.wrap(new byte[] {'x'}), 6);
    }
    byte[] expected = {'0', '1', '2', '3', 0, 0, 'x'};
    assertThat(server.resolve("truncated")).hasBinaryContent(expected);
    assertThat(file).hasBinaryContent(expected);
  }

  @Test
  void twoAppendersLoseNothingOfEachOther() throws IOException {
    Path file = volume.resolve("appended");
    try (FileChannel one = FileChannel.open(file, CREATE_NEW, APPEND);
        FileChannel other = FileChannel.open(file, APPEND)) {
      for (int i = 0; i < 100; i++) {
        one.write(ByteBuffer.wrap("one\n".getBytes(UTF_8)));
        other.write(ByteBuffer.wrap("two\n".getBytes(UTF_8)));
      }
    }
    assertThat(server.resolve("appended")).hasContent("one\ntwo\n".repeat(100));
  }

  @Test
  void aSharedMappingIsWrittenBack() throws IOException {
    Path file = Files.write(volume.resolve("mapped"), new byte[8192]);
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      var map = channel.map(FileChannel.MapMode.READ_WRITE, 0, 8192);
      map.put(5000, (byte) 42);
      map.force();
    }
    assertThat(Files.readAllBytes(server.resolve("mapped"))[5000]).isEqualTo((byte) 42);
  }

  @Test
  void anUnlinkedOpenFileWorksOnAndIsHidden() throws IOException {
    Path directory = Files.createDirectory(volume.resolve("holding"));
    Path file = directory.resolve("unlinked");
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, READ, WRITE)) {
      Files.delete(file);
      channel.write(ByteBuffer.wrap("kept".getBytes(UTF_8)));
      ByteBuffer back = ByteBuffer.allocate(10);
      assertThat(channel.read(back, 0)).isEqualTo(4);
      Files.delete(directory); // nothing of the file may keep it from being removed
    }
    assertThat(names(volume)).noneMatch(name -> name.startsWith(".efc-"));
  }

  @Test
  void exclusiveCreateSucceedsOnce() throws IOException {
    Path file = volume.resolve("exclusive");
    Files.createFile(file);
    assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void specialFilesAreMade() {
    Path fifo = volume.resolve("fifo");
    Program.of("mkfifo", fifo.toString()).run().succeeded();
    assertThat(Program.of("stat", "-c", "%F", server.resolve("fifo").toString()).output())
        .isEqualToIgnoringNewLines("fifo");
  }

  @Test
  void theFileSystemShowsTheVolumesCapacity() throws IOException {
    FileStore store = Files.getFileStore(volume);
    assertThat(store.getTotalSpace()).as("capacity on %s", kind).isEqualTo(CAPACITY);
    assertThat(store.getUsableSpace()).isBetween(0L, CAPACITY);
  }

  @Test
  void theRootShowsNothingOfOurs() throws IOException {
    assertThat(names(volume)).noneMatch(name -> name.startsWith(".efc"));
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
