// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.efc.backend.Entry;
import org.efc.backend.ServerNotes.Witness;
import org.efc.client.config.ClientException;
import org.efc.client.config.FaultPoints;
import org.efc.client.fixture.Samples;
import org.efc.common.Errno;
import org.efc.fuse.op.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentRingTest {
  private static final long VOLUME = 1;
  private static final int MKDIR = Opcode.MKDIR.number();
  private static final int IN_FLIGHT = 8;

  @TempDir Path directory;
  private int epoch;

  /** The ring as the next process has it. */
  private IntentRing next() {
    return open(VOLUME, IN_FLIGHT);
  }

  private IntentRing open(long volume, int inFlight) {
    return IntentRing.open(
        directory.resolve("intents"), volume, ++epoch, inFlight, new FaultPoints());
  }

  @Test
  void aRequestWithoutIntentWasNeverBegun() {
    next();
    Intent intent = next().begin(2, true, MKDIR, 1, 7);
    assertThat(intent.isResumed()).isFalse();
    assertThat(intent.isDone()).isFalse();
  }

  @Test
  void aRequestWhoseStorageWasNotAskedIsDoneAsAnyOther() {
    next().begin(2, false, MKDIR, 1, 7);
    assertThat(next().begin(2, true, MKDIR, 1, 7).isResumed()).isFalse();
  }

  @Test
  void whatWasAskedMayHaveTakenEffect() {
    Intent first = next().begin(2, false, MKDIR, 1, 7);
    first.before(Samples.handle(5));
    first.asked();
    Intent second = next().begin(2, true, MKDIR, 1, 7);
    assertThat(second.isResumed()).isTrue();
    assertThat(second.isDone()).isFalse();
    assertThat(second.before()).contains(Samples.handle(5));
    assertThat(next().begin(2, true, MKDIR, 1, 7).isResumed()).as("killed again").isTrue();
  }

  @Test
  void aChangeKeepsTheSlotOfItsInodeUntilItEnds() {
    try (InodeTable inodes = InodeTable.open(directory.resolve("inodes"), 7, 100)) {
      long node = inodes.acquire(Samples.handle(1), Samples.file(1, 0, 0), InodeTable.ROOT);
      IntentRing ring = next();
      ring.pinsIn(inodes);
      Intent write = ring.begin(2, false, MKDIR, node, 7);
      // Its caller is answered with EINTR, and the kernel forgets the inode.
      inodes.forget(node, 1);
      long other = inodes.acquire(Samples.handle(2), Samples.file(2, 0, 0), InodeTable.ROOT);
      assertThat((int) other).isNotEqualTo((int) node);
      write.answered();
      assertThat((int) inodes.acquire(Samples.handle(3), Samples.file(3, 0, 0), InodeTable.ROOT))
          .isEqualTo((int) node);
    }
  }

  @Test
  void anotherFormatIsRefusedByItsNumberAndStaysAsItIs() throws IOException {
    next().begin(2, false, MKDIR, 1, 7).asked();
    Path file = directory.resolve("intents");
    format(file, 99);
    assertThatThrownBy(this::next)
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("format 99")
        .hasMessageContaining("knows format 1");
    assertThatThrownBy(() -> IntentRing.requireKnown(file)).isInstanceOf(ClientException.class);
    format(file, 1);
    IntentRing.requireKnown(file);
    assertThat(next().begin(2, true, MKDIR, 1, 7).isResumed()).isTrue();
  }

  private static void format(Path file, int format) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(0, format), 8);
    }
  }

  @Test
  void whatWasDoneIsKnownWithItsResult() {
    Entry made = new Entry(Samples.handle(9), Samples.file(9, 100, 3));
    Intent first = next().begin(2, false, MKDIR, 1, 7);
    first.asked();
    first.done(made);
    Intent second = next().begin(2, true, MKDIR, 1, 7);
    assertThat(second.isDone()).isTrue();
    assertThat(second.errno()).isEmpty();
    assertThat(second.entry()).contains(made);
  }

  @Test
  void whatWasRefusedStaysRefused() {
    Intent first = next().begin(2, false, MKDIR, 1, 7);
    first.asked();
    first.refused(Errno.EEXIST);
    assertThat(next().begin(2, true, MKDIR, 1, 7).errno()).contains(Errno.EEXIST);
  }

  @Test
  void whatTheStorageMayHaveForgottenIsInDoubtForTheNextProcessToo() {
    Intent first = next().begin(2, false, MKDIR, 1, 7);
    first.asked();
    assertThat(first.mayHaveTakenEffect()).isFalse();
    first.mayHaveExecuted();
    assertThat(first.mayHaveTakenEffect()).isTrue();
    assertThat(next().begin(2, true, MKDIR, 1, 7).isDoubtful()).isTrue();
    assertThat(next().begin(4, false, MKDIR, 1, 7).isDoubtful()).as("another request").isFalse();
  }

  @Test
  void aServerThatBeganAnewPutsInDoubtWhatPredecessorsAskedAndNothingElse() {
    IntentRing before = next();
    before.begin(2, false, MKDIR, 1, 7).asked();
    before.begin(4, false, MKDIR, 1, 8);
    before.begin(6, false, MKDIR, 1, 9).asked();
    IntentRing ring = next();
    Intent resumed = ring.begin(2, true, MKDIR, 1, 7);
    Intent ours = ring.begin(8, false, MKDIR, 1, 10);
    ours.asked();
    ring.forgotten();
    assertThat(resumed.isDoubtful()).as("resumed before").isTrue();
    assertThat(ring.begin(4, true, MKDIR, 1, 8).isDoubtful()).as("never asked").isFalse();
    assertThat(ring.begin(6, true, MKDIR, 1, 9).isDoubtful()).as("resumed later").isTrue();
    assertThat(ours.isDoubtful()).as("not sent before").isFalse();
  }

  @Test
  void answersAreOwedWhileAChangeOfBeforeIsUnderWay() {
    IntentRing before = next();
    before.begin(4, false, MKDIR, 1, 8);
    assertThat(next().isOwedAnswers()).as("never asked").isFalse();
    before.begin(2, false, MKDIR, 1, 7).asked();
    assertThat(before.isOwedAnswers()).as("of its own").isFalse();
    IntentRing ring = next();
    assertThat(ring.isOwedAnswers()).as("not asked for yet").isTrue();
    Intent resumed = ring.begin(2, true, MKDIR, 1, 7);
    assertThat(ring.isOwedAnswers()).as("asked for again").isTrue();
    resumed.answered();
    assertThat(ring.isOwedAnswers()).isFalse();
  }

  @Test
  void theServerIsKnownAgainByTheLatestWitness() {
    IntentRing first = next();
    assertThat(first.witness()).isEmpty();
    first.witness(new Witness(Samples.handle(5), 77));
    first.witness(new Witness(Samples.handle(6), -1));
    assertThat(next().witness()).contains(new Witness(Samples.handle(6), -1));
    assertThat(open(VOLUME + 1, IN_FLIGHT).witness()).as("of another volume").isEmpty();
  }

  @Test
  void theNextProcessMountsAsThisOne() {
    byte[] memo = {1, 0, 2};
    IntentRing first = next();
    assertThat(first.mounted()).isEmpty();
    first.mounted(memo);
    first.reset();
    assertThat(first.mounted()).as("noted for the present connection").contains(memo);
    IntentRing second = next();
    assertThat(second.mounted()).contains(memo);
    second.reset();
    assertThat(second.mounted()).as("a new mount asks by itself").isEmpty();
    first.mounted(memo);
    first.mounted(new byte[4096]);
    assertThat(next().mounted()).as("too long to be kept").isEmpty();
  }

  @Test
  void whatWasAnsweredIsForgotten() {
    Intent first = next().begin(2, false, MKDIR, 1, 7);
    first.asked();
    first.answered();
    assertThat(next().begin(2, true, MKDIR, 1, 7).isResumed()).isFalse();
  }

  @Test
  void anIntentIsOfItsRequestOnly() {
    next().begin(2, false, MKDIR, 1, 7).asked();
    IntentRing ring = next();
    assertThat(ring.begin(4, true, MKDIR, 1, 7).isResumed()).isFalse();
    assertThat(ring.begin(2, true, Opcode.RMDIR.number(), 1, 7).isResumed()).isFalse();
    assertThat(ring.begin(2, true, MKDIR, 3, 7).isResumed()).isFalse();
    assertThat(ring.begin(2, true, MKDIR, 1, 8).isResumed()).isFalse();
    assertThat(ring.begin(2, true, MKDIR, 1, 7).isResumed()).isTrue();
  }

  @Test
  void whatPredecessorsLeftGivesWayInTheEnd() {
    for (int process = 0; process < 100; process++) {
      IntentRing ring = next();
      for (int i = 0; i < IN_FLIGHT; i++) {
        ring.begin(2L * (process * IN_FLIGHT + i), false, MKDIR, 1, 7).asked();
      }
    }
    assertThat(next().begin(2L * (99 * IN_FLIGHT), true, MKDIR, 1, 7).isResumed()).isTrue();
  }

  @Test
  void whatIsKnownOfTheConnectionsIsThereForTheNextProcess() {
    IntentRing ring = next();
    assertThat(ring.connections()).as("a version that noted none left zeros").isZero();
    assertThat(ring.route(0)).isZero();
    assertThat(ring.address()).isEmpty();
    ring.connections(4);
    ring.route(63, -5);
    ring.address(new byte[] {10, 0, 0, 1});
    IntentRing next = next();
    assertThat(next.connections()).isEqualTo(4);
    assertThat(next.route(63)).isEqualTo(-5);
    assertThat(next.route(64)).as("beyond what there is room for").isZero();
    assertThat(next.address().orElseThrow()).containsExactly(10, 0, 0, 1);
    assertThat(next.witness()).as("its neighbours in the header").isEmpty();
    assertThat(next.mounted()).isEmpty();
    assertThat(next.port(63)).isZero();
  }

  @Test
  void aNewMountHasNothingToRepeatAndOtherNumbers() {
    IntentRing ring = next();
    Intent first = ring.begin(2, false, MKDIR, 1, 7);
    first.asked();
    long before = first.number();
    ring.port(1, 700);
    ring.reset();
    Intent second = ring.begin(2, true, MKDIR, 1, 7);
    assertThat(second.isResumed()).isFalse();
    assertThat(second.number()).isNotEqualTo(before);
    assertThat(ring.port(1)).isEqualTo(700);
  }

  @Test
  void whatWasAskedOnAConnectionThatIsGoneIsCountedForGood() {
    IntentRing ring = next();
    ring.begin(2, false, MKDIR, 1, 7).asked();
    ring.begin(4, false, MKDIR, 1, 8).asked();
    ring.begin(6, false, MKDIR, 1, 9); // never asked: applications try again, nothing is in doubt
    ring.begin(8, false, MKDIR, 1, 10).clear();
    IntentRing afterwards = next();
    assertThat(afterwards.lost()).isZero();
    afterwards.reset();
    assertThat(afterwards.lost()).isEqualTo(2);
    next().reset();
    assertThat(next().lost()).isEqualTo(2);
  }

  @Test
  void transactionsAndPortsOutliveTheProcess() {
    IntentRing ring = next();
    ring.port(0, 701);
    long first = ring.begin(2, false, MKDIR, 1, 7).number();
    IntentRing again = next();
    assertThat(again.port(0)).isEqualTo(701);
    assertThat(again.begin(2, true, MKDIR, 1, 7).number()).isEqualTo(first);
    assertThat(again.begin(4, false, MKDIR, 1, 7).number()).isEqualTo(first + 1);
  }

  @Test
  void aRingOfAnotherVolumeIsBegunAnewAndThenAnythingMayHaveHappened() {
    next().begin(2, false, MKDIR, 1, 7);
    Intent intent = open(VOLUME + 1, IN_FLIGHT).begin(2, true, MKDIR, 1, 7);
    assertThat(intent.isDone()).isFalse();
    assertThat(intent.isResumed()).isTrue();
  }

  @Test
  void aRingGrowsWithTheRequestsUnderWay() {
    next().begin(2, false, MKDIR, 1, 7).asked();
    IntentRing larger = open(VOLUME, 100 * IN_FLIGHT);
    for (int i = 0; i < 100 * IN_FLIGHT; i++) {
      assertThat(larger.begin(100 + 2L * i, false, MKDIR, 1, 7).isResumed()).isFalse();
    }
    assertThat(larger.begin(2, true, MKDIR, 1, 7).isResumed()).isTrue();
  }
}
