// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.efc.sanity.HandMount;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.once.Change.Other;
import org.efc.sanity.once.Change.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each change of a directory, cut by kill -9 of the client at each instant: it takes effect once,
 * also when someone else changes the same names before the client is back.
 */
@ParameterizedClass
@EnumSource(StorageKind.class)
class OnceIT {
  private static final OnceTable TABLE = new OnceTable();

  private static HandMount mount;
  private static int cells;

  private final StorageKind kind;

  OnceIT(StorageKind kind) {
    this.kind = kind;
  }

  /** A cell of the table. */
  private static final Set<Change> IN_FULL = EnumSet.of(Change.UNLINK, Change.CREATE_O_EXCL);

  record Cell(Change change, Instant instant, Optional<Other> other) {
    @Override
    public String toString() {
      return change.label() + ", " + column();
    }

    String column() {
      return instant.word() + other.map(_ -> " +other").orElse("");
    }
  }

  /**
   * In a short run a cell is left out where one with someone else asks more, and most instants but
   * that after the effect, the one that doubles what is not done once.
   */
  static Stream<Cell> cells() {
    boolean all = Boolean.getBoolean("efc.deep");
    return Arrays.stream(Change.values())
        .flatMap(
            change ->
                Arrays.stream(Instant.values())
                    .filter(instant -> all || instant == Instant.EFFECT || IN_FULL.contains(change))
                    .flatMap(
                        instant -> {
                          Optional<Other> other = change.other(instant);
                          Cell alone = new Cell(change, instant, Optional.empty());
                          return other.isEmpty()
                              ? Stream.of(alone)
                              : Stream.of(new Cell(change, instant, other), alone)
                                  .limit(all ? 2 : 1);
                        }));
  }

  @BeforeParameterizedClassInvocation
  static void mount(StorageKind kind) {
    Requirements.program("python3");
    mount = HandMount.of(kind);
  }

  @AfterParameterizedClassInvocation
  static void umount() {
    try (HandMount ending = mount) {
      ending.assertUnmounts();
    }
  }

  @AfterAll
  static void write() throws IOException {
    TABLE.write();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aChangeThatIsCutTakesEffectOnce(Cell cell) throws Exception {
    boolean remembers = kind == StorageKind.NFS;
    Outcome wanted =
        cell.other
            .map(other -> cell.change.expected(cell.instant, other, remembers))
            .orElse(cell.change.alone());
    String row = kind + ": " + cell.change.label();
    TABLE.add(row, cell.column(), "WRONG");
    Outcome outcome = cut(cell);
    assertThat(outcome).isEqualTo(wanted);
    boolean inexact = cell.other.isPresent() && cell.change.isInexact(cell.instant, remembers);
    TABLE.add(row, cell.column(), inexact ? "again" : "once");
  }

  private static Outcome cut(Cell cell) throws Exception {
    HeldChange held = HeldChange.at(mount, cell.change, cell.instant, "cell-" + cells++);
    cell.other.ifPresent(other -> held.server().shell(other.command()));
    held.release();
    return held.outcome();
  }

  private static String change(String what, String directory) {
    return ChangeScript.run(what, mount.directory().resolve(directory), HeldChange.SOON);
  }

  /** What is refused takes effect never. */
  @ParameterizedTest
  @CsvSource({
    "rename NOREPLACE, EINVAL",
    "rename EXCHANGE, EINVAL",
    "setxattr, ENOTSUP",
    "fallocate, ENOTSUP"
  })
  void whatIsRefusedChangesNothing(String what, String errno) throws IOException {
    String name = "refused-" + cells++;
    ServerDirectory server = ServerDirectory.make(mount.storage().directory().resolve(name));
    assertThat(change(what, name)).isEqualTo(errno);
    assertThat(server.describe()).isEqualTo("d/ f:before t:target");
    TABLE.add(kind + ": " + what, Instant.SEND.word(), errno);
  }
}
