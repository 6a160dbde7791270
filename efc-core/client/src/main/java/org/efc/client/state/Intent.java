// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Change;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.client.config.FaultPoints.Instant;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.efc.fuse.AnswerListener;
import org.efc.fuse.op.Opcode;

/**
 * What one request is about to change. A view of a slot, used again and again: it is the request's
 * until the request is answered.
 */
public final class Intent implements AnswerListener, Change {
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private static final long ASKED_OR_MOVED = IntentLayout.ASKED | IntentLayout.MOVED;

  private final IntentRing ring;
  private final long at;
  private boolean resumed;

  Intent(IntentRing ring, long at) {
    this.ring = ring;
    this.at = at;
  }

  // ---- for the ring

  /**
   * Takes the slot if it is free.
   *
   * @param left also if a predecessor used it, and nobody asked for that since
   */
  boolean claim(boolean left) {
    long state = Memory.getLongAcquire(at + IntentLayout.STATE);
    boolean ofBefore = state >>> 32 != ring.epoch();
    boolean free =
        (int) state == IntentLayout.FREE
            || (ofBefore && (left || (int) state == IntentLayout.CLAIMED));
    return free
        && Memory.compareAndSetLong(at + IntentLayout.STATE, state, state(IntentLayout.CLAIMED));
  }

  Intent begin(long unique, int opcode, long nodeid, long name, boolean asResumed) {
    Memory.putLong(at + IntentLayout.UNIQUE, unique);
    Memory.putInt(at + IntentLayout.OPCODE, opcode);
    Memory.putLong(at + IntentLayout.NODEID, nodeid);
    Memory.putLong(at + IntentLayout.NAME, name);
    Memory.putInt(at + IntentLayout.ERRNO, 0);
    Memory.putInt(at + IntentLayout.BEFORE_LENGTH, 0);
    Memory.putInt(at + IntentLayout.RESULT_LENGTH, 0);
    Memory.putLong(at + IntentLayout.FLAGS, asResumed ? IntentLayout.ASKED : 0);
    Memory.putLong(at + IntentLayout.DOUBT, 0);
    resumed = asResumed;
    ring.pins().pin((int) nodeid);
    Memory.putLongRelease(at + IntentLayout.STATE, state(IntentLayout.BEGUN));
    return this;
  }

  /** Takes the slot over from a predecessor if it is of this request. */
  boolean resume(long unique, int opcode, long nodeid, long name) {
    long state = Memory.getLongAcquire(at + IntentLayout.STATE);
    if ((int) state < IntentLayout.BEGUN
        || state >>> 32 == ring.epoch()
        || Memory.getLong(at + IntentLayout.UNIQUE) != unique
        || Memory.getInt(at + IntentLayout.OPCODE) != opcode
        || Memory.getLong(at + IntentLayout.NODEID) != nodeid
        || Memory.getLong(at + IntentLayout.NAME) != name) {
      return false;
    }
    resumed = wasAsked();
    if (!Memory.compareAndSetLong(at + IntentLayout.STATE, state, state((int) state))) {
      return false;
    }
    ring.pins().pin((int) nodeid);
    return true;
  }

  /** As {@link #mayHaveExecuted}, if a predecessor asked the storage for it. */
  void doubtIfOfBefore() {
    if (isOfBefore()) {
      mayHaveExecuted();
    }
  }

  /** Whether a predecessor asked the storage for it, and the kernel has no answer yet. */
  boolean isOfBefore() {
    boolean begun = (int) Memory.getLongAcquire(at + IntentLayout.STATE) >= IntentLayout.BEGUN;
    boolean ofBefore = Memory.getLong(at + IntentLayout.STATE) >>> 32 != ring.epoch();
    return begun && (ofBefore ? wasAsked() : resumed);
  }

  /** Whether somebody asked the storage for it, and the kernel has no answer yet. */
  boolean isUnanswered() {
    return (int) Memory.getLongAcquire(at + IntentLayout.STATE) >= IntentLayout.BEGUN && wasAsked();
  }

  private boolean wasAsked() {
    return (Memory.getLong(at + IntentLayout.FLAGS) & ASKED_OR_MOVED) != 0;
  }

  private long state(int state) {
    return (long) ring.epoch() << 32 | state;
  }

  // ---- for the request

  /** Whether a predecessor asked the storage for it: it may have taken effect. */
  public boolean isResumed() {
    return resumed;
  }

  /** The storage may have executed it and have forgotten that: also for a successor. */
  @Override
  public void mayHaveExecuted() {
    // A field of its own: the flags are changed by other threads.
    Memory.putLongRelease(at + IntentLayout.DOUBT, 1);
  }

  /** Whether {@link #mayHaveExecuted} was said of it. */
  public boolean isDoubtful() {
    return Memory.getLongAcquire(at + IntentLayout.DOUBT) != 0;
  }

  /** Whether it may have taken effect before the storage was asked by the last call. */
  public boolean mayHaveTakenEffect() {
    return isResumed() || isDoubtful();
  }

  /** Whether it is known what it came to. */
  public boolean isDone() {
    return (int) Memory.getLongAcquire(at + IntentLayout.STATE) == IntentLayout.DONE;
  }

  /** With {@link #isDone}: how it failed; empty when it succeeded. */
  public Optional<Errno> errno() {
    int code = Memory.getInt(at + IntentLayout.ERRNO);
    return code == 0 ? Optional.empty() : Optional.of(Errno.of(code));
  }

  /** The number under which the storage is asked. */
  @Override
  public long number() {
    return ring.transaction(unique());
  }

  /** For a creation that knows its own ({@link org.efc.backend.CreateMode.Exclusive}). */
  public long verifier() {
    return number() * MIX;
  }

  private long unique() {
    return Memory.getLong(at + IntentLayout.UNIQUE);
  }

  /** What the name leads to, before it is changed. */
  public void before(Handle object) {
    put(IntentLayout.BEFORE, object);
    Memory.putIntRelease(at + IntentLayout.BEFORE_LENGTH, object.length());
  }

  /** What the name led to; empty when that was not looked at. */
  public Optional<Handle> before() {
    return handle(IntentLayout.BEFORE, IntentLayout.BEFORE_LENGTH);
  }

  /** The storage is asked now. */
  public void asked() {
    set(IntentLayout.ASKED);
  }

  /** An open file is going to get a hidden name, instead of being removed. */
  public void moves() {
    set(IntentLayout.MOVED);
  }

  private void set(long flag) {
    long flags = Memory.getLong(at + IntentLayout.FLAGS);
    Memory.putLongRelease(at + IntentLayout.FLAGS, flags | flag);
  }

  public boolean isMove() {
    return (Memory.getLong(at + IntentLayout.FLAGS) & IntentLayout.MOVED) != 0;
  }

  /** It took effect. */
  public void done() {
    Memory.putLongRelease(at + IntentLayout.STATE, state(IntentLayout.DONE));
  }

  /** It took effect, and made this. */
  public void done(Entry entry) {
    put(IntentLayout.RESULT, entry.handle());
    Memory.putInt(at + IntentLayout.RESULT_LENGTH, entry.handle().length());
    done(entry.attributes());
  }

  /** It took effect; the object is so now. */
  public void done(Attributes attributes) {
    put(attributes);
    set(IntentLayout.HAS_ATTRIBUTES);
    done();
  }

  /** So many bytes were written. */
  public void done(int count) {
    Memory.putLong(at + IntentLayout.COUNT, count);
    done();
  }

  /** It was refused. */
  public void refused(Errno errno) {
    Memory.putInt(at + IntentLayout.ERRNO, errno.code());
    done();
  }

  /** What was made. */
  public Optional<Entry> entry() {
    Optional<Handle> handle = handle(IntentLayout.RESULT, IntentLayout.RESULT_LENGTH);
    return handle.flatMap(made -> attributes().map(attributes -> new Entry(made, attributes)));
  }

  public int count() {
    return (int) Memory.getLong(at + IntentLayout.COUNT);
  }

  @Override
  public void answering() {
    ring.faults().reach(Instant.ANSWER, Opcode.of(Memory.getInt(at + IntentLayout.OPCODE)));
  }

  /** The kernel has the answer. */
  @Override
  public void answered() {
    ring.pins().unpin((int) Memory.getLong(at + IntentLayout.NODEID));
    clear();
  }

  void clear() {
    Memory.putLongRelease(at + IntentLayout.STATE, IntentLayout.FREE);
  }

  // ---- fields

  private void put(int field, Handle handle) {
    for (int i = 0; i < handle.length(); i++) {
      Memory.putByte(at + field + i, handle.byteAt(i));
    }
  }

  private Optional<Handle> handle(int field, int lengthField) {
    int length = Math.clamp(Memory.getInt(at + lengthField), 0, Handle.MAX_LENGTH);
    return length == 0
        ? Optional.empty()
        : Optional.of(Handle.adopt(Memory.bytes(at + field, length)));
  }

  private void put(Attributes attributes) {
    Memory.putInt(at + IntentLayout.TYPE, attributes.type().modeBits());
    Memory.putInt(at + IntentLayout.MODE, attributes.mode());
    Memory.putInt(at + IntentLayout.LINKS, attributes.links());
    Memory.putInt(at + IntentLayout.UID, attributes.uid());
    Memory.putInt(at + IntentLayout.GID, attributes.gid());
    Memory.putInt(at + IntentLayout.DEVICE_MAJOR, attributes.device().major());
    Memory.putInt(at + IntentLayout.DEVICE_MINOR, attributes.device().minor());
    Memory.putLong(at + IntentLayout.FILE_SIZE, attributes.size());
    Memory.putLong(at + IntentLayout.USED, attributes.used());
    Memory.putLong(at + IntentLayout.FSID, attributes.fsid());
    Memory.putLong(at + IntentLayout.FILEID, attributes.fileid());
    put(IntentLayout.ATIME, IntentLayout.ATIME_NANOS, attributes.atime());
    put(IntentLayout.MTIME, IntentLayout.MTIME_NANOS, attributes.mtime());
    put(IntentLayout.CTIME, IntentLayout.CTIME_NANOS, attributes.ctime());
  }

  private void put(int seconds, int nanos, Timestamp time) {
    Memory.putLong(at + seconds, time.seconds());
    Memory.putInt(at + nanos, time.nanos());
  }

  /** What the storage said of the object when it was done. */
  public Optional<Attributes> attributes() {
    if ((Memory.getLong(at + IntentLayout.FLAGS) & IntentLayout.HAS_ATTRIBUTES) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Attributes(
            FileType.ofMode(Memory.getInt(at + IntentLayout.TYPE)),
            Memory.getInt(at + IntentLayout.MODE),
            Memory.getInt(at + IntentLayout.LINKS),
            Memory.getInt(at + IntentLayout.UID),
            Memory.getInt(at + IntentLayout.GID),
            Memory.getLong(at + IntentLayout.FILE_SIZE),
            Memory.getLong(at + IntentLayout.USED),
            new DeviceNumber(
                Memory.getInt(at + IntentLayout.DEVICE_MAJOR),
                Memory.getInt(at + IntentLayout.DEVICE_MINOR)),
            Memory.getLong(at + IntentLayout.FSID),
            Memory.getLong(at + IntentLayout.FILEID),
            time(IntentLayout.ATIME, IntentLayout.ATIME_NANOS),
            time(IntentLayout.MTIME, IntentLayout.MTIME_NANOS),
            time(IntentLayout.CTIME, IntentLayout.CTIME_NANOS)));
  }

  private Timestamp time(int seconds, int nanos) {
    return new Timestamp(Memory.getLong(at + seconds), Memory.getInt(at + nanos));
  }
}
