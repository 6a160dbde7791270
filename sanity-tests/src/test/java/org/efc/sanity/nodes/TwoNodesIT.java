// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.nodes.Operation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What users of NFS know of two nodes on one export, each by name. Attributes never time out. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class TwoNodesIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int HERE = 0;
  private static final int THERE = 1;
  private static final int ROUNDS = 200;

  private static TwoNodes nodes;

  TwoNodesIT(StorageKind kind) {}

  @BeforeParameterizedClassInvocation
  static void mount(StorageKind kind) {
    Requirements.mounting();
    Requirements.program("gcc");
    nodes = TwoNodes.mounting(kind.open(), Promise.LONG.options());
  }

  @AfterParameterizedClassInvocation
  static void umount() {
    try (TwoNodes ending = nodes) {
      ending.assertNothingLeft();
    }
  }

  @Test
  void anOpenSeesContentSizeAndTimesOfWhatWasClosedElsewhere() {
    nodes.sh(HERE, "mkdir cto && echo one > cto/f");
    String look = "cat cto/f; stat -c '%s %Y' cto/f";
    nodes.sh(THERE, look);
    for (String change :
        List.of(
            "echo something-longer > cto/f",
            "truncate -s 3 cto/f",
            "echo x >> cto/f; touch -d '2001-02-03 UTC' cto/f",
            "echo new > cto/g && mv cto/g cto/f && sleep 0.3")) {
      String expected = nodes.sh(HERE, change + " && " + look);
      assertThat(nodes.sh(THERE, look)).as(change).isEqualTo(expected);
    }
  }

  /** What one open has the kernel forget must not make it miss what another one asked for. */
  @Test
  void noneOfManyOpensAtOnceFindsLessThanWasThereBefore() {
    Path program = ClientProcess.compile("freshness", nodes.directory());
    String seconds = Boolean.getBoolean("efc.deep") ? "120" : "4";
    String found =
        Program.of(
                program.toString(),
                nodes.mount(HERE).toString(),
                nodes.mount(THERE).toString(),
                "growing",
                "4",
                seconds)
            .limit(LIMIT.plusMinutes(1))
            .output();
    System.out.println("opens while another node changes the file: " + found.strip());
    assertThat(found).contains(" 0 too short,").doesNotStartWith("0 ");
  }

  @Test
  void appendsOfOneNodeAreAtomicAndInTurnsNoneIsLostBetweenNodes() {
    nodes.sh(
        HERE,
        "for p in 1 2 3 4; do (i=0; exec 3>>many; while [ $i -lt 100 ]; do i=$((i+1));"
            + " echo \"record-$p-$i-end\" >&3; done) & done; wait");
    assertThat(
            nodes.sh(THERE, "sort many | uniq | grep -c '^record-[1-4]-[0-9]*-end$'; wc -l < many"))
        .isEqualTo("400\n400\n");
    for (int i = 0; i < 20; i++) {
      nodes.sh(i % 2, "echo turn-" + i + " >> turns");
    }
    assertThat(nodes.sh(HERE, "cat turns"))
        .isEqualTo(
            String.join("", IntStream.range(0, 20).mapToObj(i -> "turn-" + i + "\n").toList()));
  }

  @Test
  void aFileReplacedOrUnlinkedWhileOpenStaysOnItsNodeAndIsStaleElsewhere() {
    for (String removal : List.of("echo new > open.n && mv open.n open", "rm open")) {
      nodes.sh(HERE, "echo old > open");
      ClientProcess there = nodes.process(THERE);
      assertThat(there.one(Operation.open(0, 0, "open")).errno()).isZero();
      assertThat(nodes.sh(HERE, "exec 3< open && { " + removal + "; } && cat <&3"))
          .as(removal)
          .isEqualTo("old\n");
      Outcome stat = there.one(Operation.on(Kind.FSTAT, 0));
      Outcome read = there.one(new Operation(Kind.READ, 0, "", "", 0, 10, 0));
      assertThat(List.of(stat.errno(), read.errno())).isSubsetOf(0, Outcome.ESTALE);
      there.one(Operation.on(Kind.CLOSE, 0));
      nodes.sh(HERE, "rm -f open");
    }
  }

  @Test
  void aListingHasEachUnchangedNameOnceWhileOthersComeAndGo() {
    int names = 3000;
    nodes.sh(HERE, "mkdir list && cd list && seq -f stays-%05g 1 " + names + " | xargs touch");
    List<String> churn =
        List.of(
            "for i in $(seq 150); do touch list/comes-$i; mv list/comes-$i list/moved-$i;"
                + " rm list/moved-$i; done");
    Thread changing = Thread.ofPlatform().start(() -> churn.forEach(line -> nodes.sh(HERE, line)));
    try {
      for (String list : List.of("ls -f list", "ls -l list | sed 's/.* //'")) {
        for (int i = 0; i < 3; i++) {
          List<String> seen = nodes.sh(THERE, list + " 2>/dev/null; true").lines().toList();
          assertThat(seen.stream().filter(name -> name.startsWith("stays-")).toList())
              .as(list)
              .hasSize(names)
              .doesNotHaveDuplicates();
          assertThat(seen).as(list).doesNotHaveDuplicates();
        }
      }
    } finally {
      join(changing);
    }
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(LIMIT)).as("changes end").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void exactlyOneMakesAFileExclusively() {
    int exclusive = Operation.WRITE_ONLY | Operation.CREATE | Operation.EXCLUSIVE;
    assertOneWinner(
        i -> List.of(Operation.open(0, exclusive, "excl-" + i), Operation.on(Kind.CLOSE, 0)),
        i -> List.of(Operation.open(0, exclusive, "excl-" + i), Operation.on(Kind.CLOSE, 0)));
  }

  @Test
  void exactlyOneMakesADirectory() {
    IntFunction<List<Operation>> mkdir = i -> List.of(Operation.at(Kind.MKDIR, "lockdir-" + i));
    assertOneWinner(mkdir, mkdir);
  }

  @Test
  void exactlyOneLinksALock() {
    nodes.sh(HERE, "touch mine-0 mine-1");
    assertOneWinner(
        i -> List.of(Operation.two(Kind.LINK, "mine-0", "lock-" + i)),
        i -> List.of(Operation.two(Kind.LINK, "mine-1", "lock-" + i)));
    long links = 0;
    for (int node = 0; node < 2; node++) {
      // An open asks for the attributes: the count is the server's.
      links +=
          Long.parseLong(nodes.sh(THERE, ": < mine-" + node + "; stat -c %h mine-" + node).strip());
    }
    assertThat(links).isEqualTo(ROUNDS + 2);
  }

  /** Each round's first operation is tried by both nodes at once. */
  private static void assertOneWinner(
      IntFunction<List<Operation>> here, IntFunction<List<Operation>> there) {
    List<List<Outcome>> outcomes = new ArrayList<>();
    var first = nodes.process(HERE).run(all(here));
    var second = nodes.process(THERE).run(all(there));
    outcomes.add(ClientProcess.await(first, LIMIT));
    outcomes.add(ClientProcess.await(second, LIMIT));
    int each = here.apply(0).size();
    for (int i = 0; i < ROUNDS; i++) {
      assertThat(
              List.of(outcomes.get(0).get(i * each).errno(), outcomes.get(1).get(i * each).errno()))
          .as("round %d", i)
          .containsExactlyInAnyOrder(0, Outcome.EEXIST);
    }
  }

  private static List<Operation> all(IntFunction<List<Operation>> round) {
    return IntStream.range(0, ROUNDS).boxed().flatMap(i -> round.apply(i).stream()).toList();
  }
}
