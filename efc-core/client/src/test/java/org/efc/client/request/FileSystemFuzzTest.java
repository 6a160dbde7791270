// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.efc.backend.Backend;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.config.FaultPoints;
import org.efc.client.config.VolumeOptions;
import org.efc.client.quota.Quota;
import org.efc.client.state.InodeTable;
import org.efc.client.state.IntentRing;
import org.efc.client.validity.KernelNotifications;
import org.efc.client.validity.Revalidation;
import org.efc.common.fixture.FuzzRun;
import org.efc.common.fixture.LoggedErrors;
import org.efc.common.linux.LinuxException;
import org.efc.common.metrics.Metrics;
import org.efc.common.vital.FailStop;
import org.efc.fuse.abi.ReplyLayout.EntryOut;
import org.efc.fuse.abi.ReplyLayout.OutHeader;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.fixture.Requests;
import org.efc.fuse.op.Opcode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests of every kind, damaged, to the file system itself: each is answered at most once, none
 * makes it fail in a way that nobody foresaw, and it goes on.
 */
@ExtendWith(LoggedErrors.class)
class FileSystemFuzzTest {
  private static final long PROBE = 0x00ff_0000_0000_00ffL;
  private static final int MESSAGES = 20;
  private static final Opcode[] OPCODES = Opcode.values();

  /** The root, and others. */
  private final long[] known = {InodeTable.ROOT, 2, 3, 4, 5, 6, 7, 8};

  private int learned;
  private final Backend storage = new MemoryBackend();
  private final Revalidation revalidation = new Revalidation();
  @TempDir Path directory;

  @AfterEach
  void stop() {
    revalidation.close();
    storage.close();
  }

  @Test
  void theFileSystemGoesOn() throws Exception {
    FuzzRun run = FuzzRun.start("FUSE requests to the file system");
    byte[] probe = new Requests(new Random(1)).wellFormed(Opcode.STATFS, PROBE);
    try (InodeTable inodes = table();
        FakeSession session = new FakeSession(fileSystem(inodes))) {
      inodes.root(storage.root());
      revalidation.by(nodeid -> {});
      long sent = 0;
      long replies = 0; // some come a round later, from another thread
      while (run.next()) {
        sent += send(session, run.random());
        session.kernel().send(probe);
        for (ByteBuffer reply = receive(session, run);
            !isProbe(reply);
            reply = receive(session, run)) {
          replies++;
          learn(reply);
        }
        assertThat(replies).as("replies: %s", run.replay()).isLessThanOrEqualTo(sent);
        assertThat(session.session().end()).as(run.replay()).isNotDone();
        assertThat(unforeseen()).as(run.replay()).isEmpty();
        run.executed(MESSAGES);
      }
    }
    run.report();
  }

  private InodeTable table() throws IOException {
    return InodeTable.open(Files.createDirectories(directory).resolve("inodes"), 7, 1 << 16);
  }

  private EfcFileSystem fileSystem(InodeTable inodes) {
    FaultPoints none = new FaultPoints();
    IntentRing intents = IntentRing.open(directory.resolve("intents"), 7, inodes.epoch(), 64, none);
    return new EfcFileSystem(
        storage,
        inodes,
        intents,
        none,
        new Quota(),
        revalidation,
        new KernelNotifications(FailStop.HALT),
        VolumeOptions.defaults(),
        directory,
        false,
        new Metrics());
  }

  /** What the kernel sends is right or damaged; an interruption costs a millisecond. */
  private int send(FakeSession session, Random random) {
    Requests requests = new Requests(random, known);
    int sent = 0;
    for (int n = 0; n < MESSAGES; n++) {
      byte[] right = requests.wellFormed(OPCODES[random.nextInt(OPCODES.length)], 2L * n + 2);
      byte[] message = random.nextInt(3) == 0 ? requests.damaged(right) : right;
      boolean interrupts = message.length > 4 && message[4] == Opcode.INTERRUPT.number();
      if (message.length > 0 && !interrupts) {
        session.kernel().send(message);
        sent++;
      }
    }
    return sent;
  }

  /** A version of FUSE that is too old is an error, and foreseen. */
  private static List<String> unforeseen() {
    return LoggedErrors.seen().stream()
        .filter(error -> !error.startsWith("the kernel speaks FUSE"))
        .toList();
  }

  private static ByteBuffer receive(FakeSession session, FuzzRun run) {
    try {
      byte[] bytes = HexFormat.of().parseHex(session.kernel().receive());
      return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    } catch (LinuxException e) {
      throw new AssertionError(e.getMessage() + ", " + run.replay() + where(), e);
    }
  }

  /** Where the session's threads are. */
  private static String where() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach((thread, frames) -> text.append("\n%s %s".formatted(thread, List.of(frames))));
    return text.toString();
  }

  private static boolean isProbe(ByteBuffer reply) {
    return reply.getLong(OutHeader.UNIQUE) == PROBE;
  }

  /** Later requests are about objects that the file system told of. */
  private void learn(ByteBuffer reply) {
    if (reply.capacity() >= OutHeader.SIZE + EntryOut.SIZE && reply.getLong(OutHeader.SIZE) != 0) {
      known[1 + learned++ % (known.length - 1)] = reply.getLong(OutHeader.SIZE);
    }
  }
}
