// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.Handle;
import org.efc.backend.ServerNotes;
import org.efc.client.config.ClientException;
import org.efc.client.config.FaultPoints;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * What the requests under way are about to change, in a mapped file: a process that takes over
 * after a kill -9 learns of each request that the kernel sends again whether it was begun, and what
 * it came to if its predecessor knew that already.
 *
 * <p>An intent is written before the storage is asked and cleared when the kernel has the answer. A
 * request without one was never begun. What a predecessor left and nobody asked for is overwritten
 * when the ring comes round to it.
 *
 * <p>The header also has what makes a server know its caller again: a random number from which
 * transactions are counted, and the ports of the connections; and by what the server is known
 * again. Only who has the table of inodes opens it; that one is locked.
 *
 * <p>It stays mapped until the process ends: a call of the storage that ends late may still write
 * to it. Safe for use by many threads.
 */
public final class IntentRing implements ServerNotes {
  static final int FORMAT = 1;

  /** Slots for each request that may be under way: predecessors leave some of theirs. */
  private static final int SLOTS_OF_REQUEST = 4;

  private static final int HEADER = 4096;
  private static final long MAGIC = 0x3130_544e_4943_4645L; // "EFCINT01"

  private static final int MAGIC_AT = 0;
  private static final int FORMAT_AT = 8;
  private static final int SLOT_SIZE_AT = 12;
  private static final int VOLUME_AT = 16;
  private static final int TRANSACTIONS_AT = 24;
  private static final int SLOTS_AT = 32;
  private static final int LOST_AT = 40;
  private static final int PORTS_AT = 64;
  private static final int MOST_PORTS = 64;
  private static final int CONNECTIONS_AT = 320;
  private static final int ADDRESS_LENGTH_AT = 324;
  private static final int ADDRESS_AT = 328;
  private static final int LONGEST_ADDRESS = 16;
  private static final int WITNESS_VERIFIER_AT = 512;
  private static final int WITNESS_LENGTH_AT = 520;
  private static final int WITNESS_FILE_AT = 528;
  private static final int ROUTES_AT = 704; // as many as ports; a version that has none left zeros
  private static final int MOUNTED_LENGTH_AT = 1024;
  private static final int MOUNTED_AT = 1032;
  private static final int LONGEST_MOUNTED = HEADER - MOUNTED_AT;

  private final long header;
  private final int epoch;

  /** To a predecessor without a ring anything may have happened. */
  private volatile boolean isNew;

  /** Noted by this process: for the present connection of the kernel, whichever that is. */
  private volatile boolean isMountedNoted;

  private final Intent[] intents;
  private final FaultPoints faults;
  private volatile Pins pins = new Pins();
  private final AtomicInteger next = new AtomicInteger();

  private IntentRing(long header, int slots, boolean isNew, int epoch, FaultPoints faults) {
    this.header = header;
    this.isNew = isNew;
    this.epoch = epoch;
    this.faults = faults;
    this.intents = new Intent[slots];
    for (int i = 0; i < slots; i++) {
      intents[i] = new Intent(this, header + HEADER + (long) i * IntentLayout.SIZE);
    }
  }

  /**
   * Looks whether this version could go on with the ring of a process that still uses it.
   *
   * @throws ClientException when it is of another format
   */
  public static void requireKnown(Path path) {
    ByteBuffer start = TableFile.start(path, VOLUME_AT);
    if (!start.hasRemaining() && start.getLong(MAGIC_AT) == MAGIC) {
      requireFormat(start.getInt(FORMAT_AT), start.getInt(SLOT_SIZE_AT));
    }
  }

  /**
   * Opens or makes the ring. One that is of another volume is begun afresh.
   *
   * @param volume a hash that tells this volume's state from another's
   * @param epoch of this process, as {@link InodeTable#epoch} has it
   * @param inFlight the most requests under way
   * @throws ClientException when it is of another format: what was begun on this mount would have
   *     to be guessed
   * @throws org.efc.common.linux.LinuxException when it can't be made or mapped
   */
  public static IntentRing open(
      Path path, long volume, int epoch, int inFlight, FaultPoints faults) {
    try (Fd fd = Fd.open(path.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600)) {
      TableFile.allocate(path, fd, 0, HEADER);
      long header = Memory.mapShared(fd.number(), 0, HEADER);
      boolean isNew = !isOf(header, volume);
      if (isNew) {
        Libc.current().require("emptying " + path, Syscall.FTRUNCATE, fd.number(), 0, 0, 0, 0, 0);
      }
      int known = isNew ? 0 : Memory.getInt(header + SLOTS_AT);
      Memory.unmap(header, HEADER);
      int slots = Math.max(known, Integer.highestOneBit(SLOTS_OF_REQUEST * inFlight - 1) << 1);
      int size = HEADER + slots * IntentLayout.SIZE;
      TableFile.allocate(path, fd, 0, size);
      long mapped = Memory.mapShared(fd.number(), 0, size);
      format(mapped, volume, slots, isNew);
      return new IntentRing(mapped, slots, isNew, epoch, faults);
    }
  }

  private static boolean isOf(long header, long volume) {
    if (Memory.getLong(header + MAGIC_AT) != MAGIC
        || Memory.getLong(header + VOLUME_AT) != volume) {
      return false;
    }
    requireFormat(Memory.getInt(header + FORMAT_AT), Memory.getInt(header + SLOT_SIZE_AT));
    return true;
  }

  private static void requireFormat(int format, int slotSize) {
    if (format != FORMAT || slotSize != IntentLayout.SIZE) {
      throw new ClientException(
          "the intents have format "
              + format
              + " with slots of "
              + slotSize
              + " bytes; this version of the client knows format "
              + FORMAT
              + " with "
              + IntentLayout.SIZE
              + " only: serve the mount with the version that wrote them, or unmount first");
    }
  }

  private static void format(long header, long volume, int slots, boolean isNew) {
    Memory.putInt(header + SLOTS_AT, slots);
    if (isNew) {
      Memory.putInt(header + FORMAT_AT, FORMAT);
      Memory.putInt(header + SLOT_SIZE_AT, IntentLayout.SIZE);
      Memory.putLong(header + VOLUME_AT, volume);
      Memory.putLong(header + TRANSACTIONS_AT, ThreadLocalRandom.current().nextLong());
      Memory.putLongRelease(header + MAGIC_AT, MAGIC);
    }
  }

  /**
   * A new connection of the kernel, which counts its requests from the start. What was begun on the
   * one before was answered with an error by the kernel: it is lost.
   */
  public void reset() {
    isNew = false;
    if (!isMountedNoted) {
      Memory.putIntRelease(header + MOUNTED_LENGTH_AT, 0);
    }
    long lost = lost();
    for (Intent intent : intents) {
      lost += intent.isUnanswered() ? 1 : 0;
    }
    Memory.putLong(header + LOST_AT, lost);
    for (Intent intent : intents) {
      intent.clear();
    }
    Memory.putLong(header + TRANSACTIONS_AT, ThreadLocalRandom.current().nextLong());
  }

  /**
   * The intent of a request, begun now or by a predecessor ({@link Intent#isResumed}).
   *
   * @param unique the kernel's number of the request, without the resend bit
   * @param resent whether the kernel sent it before
   */
  public Intent begin(long unique, boolean resent, int opcode, long nodeid, long name) {
    if (resent) {
      for (Intent intent : intents) {
        if (intent.resume(unique, opcode, nodeid, name)) {
          return intent;
        }
      }
    }
    return claim().begin(unique, opcode, nodeid, name, resent && isNew);
  }

  private Intent claim() {
    for (int tries = 0; tries < 2 * intents.length; tries++) {
      Intent intent = intents[next.getAndIncrement() & (intents.length - 1)];
      if (intent.claim(tries >= intents.length)) {
        return intent;
      }
    }
    throw new IllegalStateException("more than " + intents.length + " requests are under way");
  }

  /**
   * Changes that were asked of the storage on connections that the kernel gave up: all of this
   * volume's, by processes before this one, too. Some may have been answered just before: it is
   * rather too many than too few.
   */
  public long lost() {
    return Memory.getLong(header + LOST_AT);
  }

  /**
   * From now on a change keeps the slot of the inode that it is about, until the change ends: also
   * when its caller was answered earlier and the kernel forgot the inode.
   */
  public void pinsIn(InodeTable inodes) {
    pins = inodes.pins();
  }

  Pins pins() {
    return pins;
  }

  int epoch() {
    return epoch;
  }

  FaultPoints faults() {
    return faults;
  }

  /** The number of a change by the number of its request; never 0. */
  long transaction(long unique) {
    // The kernel counts in steps of two (FUSE_REQ_ID_STEP).
    long number = Memory.getLong(header + TRANSACTIONS_AT) + (unique >>> 1);
    return number == 0 ? 1L << 32 : number;
  }

  @Override
  public void forgotten() {
    for (Intent intent : intents) {
      intent.doubtIfOfBefore();
    }
  }

  @Override
  public boolean isOwedAnswers() {
    for (Intent intent : intents) {
      if (intent.isOfBefore()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<Witness> witness() {
    int length = Math.clamp(Memory.getInt(header + WITNESS_LENGTH_AT), 0, Handle.MAX_LENGTH);
    if (length == 0) {
      return Optional.empty();
    }
    Handle file = Handle.adopt(Memory.bytes(header + WITNESS_FILE_AT, length));
    return Optional.of(new Witness(file, Memory.getLong(header + WITNESS_VERIFIER_AT)));
  }

  /** At a kill in the midst of it there is none. */
  @Override
  public void witness(Witness witness) {
    Handle file = witness.file();
    Memory.putIntRelease(header + WITNESS_LENGTH_AT, 0);
    VarHandle.storeStoreFence();
    for (int i = 0; i < file.length(); i++) {
      Memory.putByte(header + WITNESS_FILE_AT + i, file.byteAt(i));
    }
    Memory.putLong(header + WITNESS_VERIFIER_AT, witness.verifier());
    Memory.putIntRelease(header + WITNESS_LENGTH_AT, file.length());
  }

  @Override
  public Optional<byte[]> mounted() {
    int length = Memory.getInt(header + MOUNTED_LENGTH_AT);
    return length <= 0 || length > LONGEST_MOUNTED
        ? Optional.empty()
        : Optional.of(Memory.bytes(header + MOUNTED_AT, length));
  }

  /** At a kill in the midst of it there is none. */
  @Override
  public void mounted(byte[] memo) {
    isMountedNoted = true;
    Memory.putIntRelease(header + MOUNTED_LENGTH_AT, 0);
    if (memo.length <= LONGEST_MOUNTED) {
      VarHandle.storeStoreFence();
      Memory.copy(memo, 0, header + MOUNTED_AT, memo.length);
      Memory.putIntRelease(header + MOUNTED_LENGTH_AT, memo.length);
    }
  }

  @Override
  public int port(int connection) {
    return connection < MOST_PORTS ? Memory.getInt(header + PORTS_AT + 4L * connection) : 0;
  }

  @Override
  public void port(int connection, int port) {
    if (connection < MOST_PORTS) {
      Memory.putIntRelease(header + PORTS_AT + 4L * connection, port);
    }
  }

  @Override
  public int connections() {
    return Math.clamp(Memory.getInt(header + CONNECTIONS_AT), 0, MOST_PORTS);
  }

  @Override
  public void connections(int count) {
    Memory.putIntRelease(header + CONNECTIONS_AT, count);
  }

  @Override
  public int route(int connection) {
    return connection < MOST_PORTS ? Memory.getInt(header + ROUTES_AT + 4L * connection) : 0;
  }

  @Override
  public void route(int connection, int route) {
    if (connection < MOST_PORTS) {
      Memory.putIntRelease(header + ROUTES_AT + 4L * connection, route);
    }
  }

  @Override
  public Optional<byte[]> address() {
    int length = Memory.getInt(header + ADDRESS_LENGTH_AT);
    return length <= 0 || length > LONGEST_ADDRESS
        ? Optional.empty()
        : Optional.of(Memory.bytes(header + ADDRESS_AT, length));
  }

  /** At a kill in the midst of it there is none. */
  @Override
  public void address(byte[] address) {
    Memory.putIntRelease(header + ADDRESS_LENGTH_AT, 0);
    VarHandle.storeStoreFence();
    Memory.copy(address, 0, header + ADDRESS_AT, address.length);
    Memory.putIntRelease(header + ADDRESS_LENGTH_AT, address.length);
  }
}
