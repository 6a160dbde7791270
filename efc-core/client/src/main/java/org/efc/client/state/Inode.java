// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.Arrays;
import org.efc.backend.Attributes;
import org.efc.common.linux.Memory;

/**
 * What the table keeps of one inode. A view: what it reads is of the inode as long as the kernel
 * knows the inode, which it does while a request on it is not answered. Single fields change
 * atomically.
 *
 * <p>A call may end after its request was answered with EINTR and the kernel forgot the inode: a
 * change through a view whose inode is gone changes nothing. A slot is freed under the locks under
 * which its fields change.
 */
public final class Inode {
  private static final int PRIVILEGES = 06000;

  /** The fields of a slot change together; a power of two of locks, by slot. */
  private static final Object[] LOCKS = new Object[64];

  static {
    Arrays.setAll(LOCKS, _ -> new Object());
  }

  private final long nodeid;
  private final long at;

  Inode(long nodeid, long at) {
    this.nodeid = nodeid;
    this.at = at;
  }

  long address() {
    return at;
  }

  /** Under this lock the fields of a slot change, and the slot is freed. */
  static Object lock(int slot) {
    return LOCKS[slot & (LOCKS.length - 1)];
  }

  private Object lock() {
    return lock((int) nodeid);
  }

  /** Whether the slot is not this inode's any more. Under the lock. */
  private boolean isGone() {
    return Memory.getLongAcquire(at + SlotLayout.STATE) != (nodeid >>> 32 << 32 | SlotLayout.USED);
  }

  public long nodeid() {
    return nodeid;
  }

  /** Its number as stat(2) shows it, 0 when not known. */
  public long number() {
    return Memory.getLong(at + SlotLayout.NUMBER);
  }

  public void number(long shown) {
    put(SlotLayout.NUMBER, shown);
  }

  /** The directory it was found in; itself for the root. */
  public long parent() {
    return Memory.getLong(at + SlotLayout.PARENT);
  }

  public void parent(long directory) {
    put(SlotLayout.PARENT, directory);
  }

  private void put(int field, long value) {
    synchronized (lock()) {
      if (!isGone()) {
        Memory.putLong(at + field, value);
      }
    }
  }

  /** How many open files it has. */
  public long opens() {
    return Memory.getLong(at + SlotLayout.OPENS);
  }

  // ---- the version of its data that the kernel was told of ----

  /**
   * The kernel is told these attributes. It does not take every reply: of two that overlap it may
   * keep the older one, and it takes none that was asked for before an invalidation. So what it
   * holds is certain only when it was told the first time, or the same again.
   */
  public void told(Attributes attributes) {
    synchronized (lock()) {
      boolean first = !has(SlotLayout.VERSIONED);
      expect(attributes);
      if (first && !isGone()) {
        set(SlotLayout.PAGES | SlotLayout.ATTRIBUTES);
      }
    }
  }

  /**
   * The storage has these attributes. When they are not those that the kernel was told, it may hold
   * older ones, until {@link #droppedAttributes} and {@link #droppedPages} say otherwise.
   */
  public void expect(Attributes attributes) {
    synchronized (lock()) {
      if (isGone()) {
        return;
      }
      if (isVersion(attributes)) {
        Memory.putInt(at + SlotLayout.MODE, attributes.type().modeBits() | attributes.mode());
      } else {
        clear(SlotLayout.PAGES | SlotLayout.ATTRIBUTES);
        store(attributes);
        set(SlotLayout.VERSIONED);
      }
    }
  }

  /** The kernel has dropped attributes from before these, if they are still the latest. */
  public void droppedAttributes(Attributes attributes) {
    dropped(attributes, SlotLayout.ATTRIBUTES);
  }

  /** The kernel has dropped pages from before these attributes, if they are still the latest. */
  public void droppedPages(Attributes attributes) {
    dropped(attributes, SlotLayout.PAGES);
  }

  private void dropped(Attributes attributes, long what) {
    synchronized (lock()) {
      if (!isGone() && isVersion(attributes)) {
        set(what);
      }
    }
  }

  /** Whether the kernel believes no attributes from before these. */
  public boolean hasNoOlderAttributes(Attributes attributes) {
    return holds(attributes, SlotLayout.ATTRIBUTES);
  }

  /** Whether the kernel has neither attributes nor pages from before these. */
  public boolean hasNothingOlder(Attributes attributes) {
    return holds(attributes, SlotLayout.ATTRIBUTES | SlotLayout.PAGES);
  }

  private boolean holds(Attributes attributes, long what) {
    synchronized (lock()) {
      return (Memory.getLong(at + SlotLayout.FLAGS) & what) == what && isVersion(attributes);
    }
  }

  private void store(Attributes attributes) {
    Memory.putInt(at + SlotLayout.MODE, attributes.type().modeBits() | attributes.mode());
    Memory.putLong(at + SlotLayout.FILE_SIZE, attributes.size());
    Memory.putLong(at + SlotLayout.MTIME, attributes.mtime().seconds());
    Memory.putInt(at + SlotLayout.MTIME_NANOS, attributes.mtime().nanos());
    Memory.putLong(at + SlotLayout.CTIME, attributes.ctime().seconds());
    Memory.putInt(at + SlotLayout.CTIME_NANOS, attributes.ctime().nanos());
  }

  /** Whether the kernel was told the version that these attributes are of, and no later one. */
  public boolean isVersion(Attributes attributes) {
    return has(SlotLayout.VERSIONED)
        && Memory.getLong(at + SlotLayout.FILE_SIZE) == attributes.size()
        && Memory.getLong(at + SlotLayout.MTIME) == attributes.mtime().seconds()
        && Memory.getInt(at + SlotLayout.MTIME_NANOS) == attributes.mtime().nanos()
        && Memory.getLong(at + SlotLayout.CTIME) == attributes.ctime().seconds()
        && Memory.getInt(at + SlotLayout.CTIME_NANOS) == attributes.ctime().nanos();
  }

  /** Whether these attributes are certainly older than those that the kernel was told. */
  public boolean isOlder(Attributes attributes) {
    synchronized (lock()) {
      long seconds = Memory.getLong(at + SlotLayout.CTIME);
      return has(SlotLayout.VERSIONED)
          && (attributes.ctime().seconds() < seconds
              || (attributes.ctime().seconds() == seconds
                  && attributes.ctime().nanos() < Memory.getInt(at + SlotLayout.CTIME_NANOS)));
    }
  }

  /** Whether it has the set-user-ID or set-group-ID bit, as far as is known. */
  public boolean mayHavePrivileges() {
    return !has(SlotLayout.VERSIONED) || (Memory.getInt(at + SlotLayout.MODE) & PRIVILEGES) != 0;
  }

  /** The size the kernel was told of, or that our own writes made since; 0 when not known. */
  public long size() {
    return Memory.getLong(at + SlotLayout.FILE_SIZE);
  }

  /**
   * Data now reach up to {@code end}.
   *
   * @return by how many bytes the file grew, as far as is known
   */
  public long reach(long end) {
    synchronized (lock()) {
      long size = Memory.getLong(at + SlotLayout.FILE_SIZE);
      if (isGone() || !has(SlotLayout.VERSIONED) || end <= size) {
        return 0;
      }
      Memory.putLong(at + SlotLayout.FILE_SIZE, end);
      return end - size;
    }
  }

  /** By how many bytes data up to {@code end} would make it grow, as far as is known. */
  public long growth(long end) {
    return has(SlotLayout.VERSIONED)
        ? Math.max(0, end - Memory.getLong(at + SlotLayout.FILE_SIZE))
        : 0;
  }

  // ---- the hidden name of an inode that was unlinked while open ----

  /** Whether it has lost its last name and has a hidden one. */
  public boolean isSilly() {
    return has(SlotLayout.SILLY);
  }

  /** Where the hidden name is: 0 for the volume's directory of such names. */
  public long sillyDirectory() {
    return Memory.getLong(at + SlotLayout.SILLY_DIRECTORY);
  }

  public void silly(long directory) {
    synchronized (lock()) {
      if (!isGone()) {
        Memory.putLong(at + SlotLayout.SILLY_DIRECTORY, directory);
        set(SlotLayout.SILLY);
      }
    }
  }

  public void notSilly() {
    synchronized (lock()) {
      if (!isGone()) {
        clear(SlotLayout.SILLY);
      }
    }
  }

  // ---- writes that the storage acknowledged and may still lose ----

  /** Such a write was acknowledged, with this verifier (RFC 1813 3.3.7). */
  public void wroteUnstable(long verifier) {
    synchronized (lock()) {
      if (isGone()) {
        return;
      }
      Memory.getAndAddLong(at + SlotLayout.UNSTABLE_WRITES, 1);
      if (!has(SlotLayout.UNSTABLE)) {
        Memory.putLong(at + SlotLayout.VERIFIER, verifier);
        set(SlotLayout.UNSTABLE);
      } else if (Memory.getLong(at + SlotLayout.VERIFIER) != verifier) {
        set(SlotLayout.LOST);
      }
    }
  }

  public boolean isUnstable() {
    return has(SlotLayout.UNSTABLE);
  }

  /** For {@link #committed}: what a COMMIT that is sent now covers. */
  public long unstableWrites() {
    return Memory.getLong(at + SlotLayout.UNSTABLE_WRITES);
  }

  /**
   * A COMMIT succeeded.
   *
   * @param covered what {@link #unstableWrites} was before it
   * @return whether all writes are safe; false when the storage restarted in between and may have
   *     lost some of them, which is said once
   */
  public boolean committed(long covered, long verifier) {
    synchronized (lock()) {
      if (isGone()) {
        return true;
      }
      boolean safe = Memory.getLong(at + SlotLayout.VERIFIER) == verifier && !has(SlotLayout.LOST);
      if (!safe) {
        Memory.putLong(at + SlotLayout.VERIFIER, verifier);
      }
      clear(SlotLayout.LOST);
      if (unstableWrites() == covered) {
        clear(SlotLayout.UNSTABLE);
      }
      return safe;
    }
  }

  private boolean has(long flag) {
    return (Memory.getLong(at + SlotLayout.FLAGS) & flag) != 0;
  }

  private void set(long flag) {
    long before;
    do {
      before = Memory.getLong(at + SlotLayout.FLAGS);
    } while (!Memory.compareAndSetLong(at + SlotLayout.FLAGS, before, before | flag));
  }

  private void clear(long flag) {
    long before;
    do {
      before = Memory.getLong(at + SlotLayout.FLAGS);
    } while (!Memory.compareAndSetLong(at + SlotLayout.FLAGS, before, before & ~flag));
  }
}
