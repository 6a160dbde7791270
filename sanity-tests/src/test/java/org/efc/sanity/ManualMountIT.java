// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Leftovers;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.Node;
import org.efc.sanity.storage.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code efc mount} without Kubernetes, and programs that people run on a mount. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class ManualMountIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static Storage storage;
  private static Node node;
  private static Path directory;

  private final StorageKind kind;

  ManualMountIT(StorageKind kind) {
    this.kind = kind;
  }

  @BeforeParameterizedClassInvocation
  static void mount(StorageKind kind) throws IOException {
    Requirements.mounting();
    storage = kind.open();
    node = Node.create(Distribution.built());
    directory = Files.createDirectory(node.directory().resolve("mnt-by-hand"));
    mountAgain();
  }

  /** With no session manager running this starts one in the background. */
  private static void mountAgain() {
    efc(
        "mount",
        "--state-dir=" + node.stateDirectory(),
        "--mount-root=" + node.directory().resolve("mnt"),
        storage.source(),
        directory.toString());
  }

  @AfterParameterizedClassInvocation
  static void umount() {
    try (Storage closing = storage;
        Node ending = node) {
      efc("umount", directory.toString());
      Await.until(
          "the session manager that mount started to end with the last volume",
          LIMIT,
          () -> Leftovers.of(ending.directory()).isNone());
      assertThat(MountTable.read().under(ending.directory())).as("mounts").isEmpty();
      assertThat(ending.clients()).as("clients").isEmpty();
      assertThat(closing.directory()).isNotEmptyDirectory();
    }
  }

  private static String efc(String command, String... arguments) {
    return node.asking(command, arguments).limit(LIMIT).output();
  }

  @Test
  void statusShowsTheVolumeAndItsClient() {
    assertThat(efc("status"))
        .contains(directory.toString(), storage.source(), "" + node.client().pid());
  }

  @Test
  void aSecondMountOfTheSameIsFine() {
    mountAgain();
    assertThat(node.clients()).hasSize(1);
    assertThat(MountTable.read().at(directory)).hasSize(1);
  }

  @Test
  void lsShowsWhatTheServerHas() throws IOException {
    Files.writeString(storage.directory().resolve("seen-" + kind), "x");
    assertThat(Program.of("ls", "-l", directory.toString()).output()).contains("seen-" + kind);
  }

  @Test
  void cpCopiesATreeWithItsAttributes() {
    String copy = directory.resolve("copy").toString();
    String tree = node.distribution().directory().toString();
    Program.of("cp", "-a", tree, copy).limit(LIMIT).output();
    Program.of("diff", "-r", tree, copy).limit(LIMIT).output();
    Program.of("diff", "-r", tree, storage.directory().resolve("copy").toString()).output();
    assertThat(listing(storage.directory().resolve("copy"))).isEqualTo(listing(Path.of(tree)));
  }

  private static String listing(Path tree) {
    return Program.shell("cd '" + tree + "' && find . -printf '%p %M %U %G %s %t\\n' | sort")
        .output();
  }

  @Test
  void gitClonesThisRepository() throws IOException {
    Requirements.program("git");
    Path repository = Path.of(System.getProperty("efc.root", "."));
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.exists(repository.resolve(".git")), "these sources are no git repository");
    Path settings =
        Files.writeString(node.directory().resolve("gitconfig"), "[safe]\ndirectory = *\n");
    Path clone = directory.resolve("clone");
    git(settings, "clone", "--no-local", repository.toString(), clone.toString());
    git(settings, "-C", clone.toString(), "fsck", "--full");
    assertThat(git(settings, "-C", clone.toString(), "status", "--porcelain")).isEmpty();
    git(settings, "-C", clone.toString(), "gc", "--quiet");
    git(settings, "-C", storage.directory().resolve("clone").toString(), "fsck", "--full");
  }

  private static String git(Path settings, String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "git";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return Program.of(command).with("GIT_CONFIG_GLOBAL", settings.toString()).limit(LIMIT).output();
  }

  @Test
  void sqliteKeepsItsTransactions() {
    Requirements.program("sqlite3");
    Path database = directory.resolve("test.db");
    for (String mode : Set.of("delete", "truncate", "wal")) {
      assertThat(sqlite(database, "PRAGMA journal_mode=" + mode + ";").strip()).isEqualTo(mode);
      sqlite(database, "CREATE TABLE IF NOT EXISTS t(i INTEGER PRIMARY KEY, s TEXT);");
      sqlite(
          database,
          "BEGIN; DELETE FROM t;"
              + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 20000)"
              + " INSERT INTO t SELECT i, hex(randomblob(20)) FROM n; COMMIT;"
              + " UPDATE t SET s = 'x' || s WHERE i % 3 = 0; DELETE FROM t WHERE i % 7 = 0; VACUUM;");
      assertThat(sqlite(database, "SELECT count(*) FROM t; PRAGMA integrity_check;"))
          .as("journal mode %s", mode)
          .isEqualTo("17143\nok\n");
    }
  }

  private static String sqlite(Path database, String statements) {
    return Program.of("sqlite3", database.toString(), statements).limit(LIMIT).output();
  }

  @Test
  void fioVerifiesWhatItWrote() {
    Requirements.program("fio");
    for (String engine : Set.of("psync", "mmap")) {
      Program.of(
              "fio",
              "--name=verify-" + engine,
              "--directory=" + directory,
              "--ioengine=" + engine,
              "--rw=randwrite",
              "--bs=4k-64k",
              "--size=32m",
              "--numjobs=2",
              "--verify=crc32c",
              "--verify_fatal=1",
              "--end_fsync=1",
              "--group_reporting")
          .limit(LIMIT)
          .output();
    }
  }
}
