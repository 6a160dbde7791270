// SPDX-License-Identifier: Apache-2.0
package org.efc.cache;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.efc.common.Name;

/**
 * What names in directories stand for, absent ones too, for a time to live. Safe for use by many
 * threads; a hit takes no lock and allocates nothing.
 *
 * <p>What was looked up is kept by {@link #stamp}, call, {@link #put} or {@link #putAbsent}. What
 * this client changed itself is told by {@link #changed} or {@link #removed} when the change is
 * done; answers to look-ups of that name under way at that time are not kept.
 */
public final class NameCache {
  private final SlotTable<Slot> table;
  private final Versions directories = new Versions();
  private final Versions names = new Versions();
  private final long presentLife;
  private final long absentLife;
  private final LongSupplier clock;

  private static final class Slot extends SlotTable.Entry {
    final long directory;
    final Name name;
    final int version;
    final CachedName what;

    Slot(long directory, Name name, int version, CachedName what, long expires) {
      super(expires);
      this.directory = directory;
      this.name = name;
      this.version = version;
      this.what = what;
    }

    boolean isOf(long otherDirectory, Name otherName) {
      return directory == otherDirectory && name.equals(otherName);
    }
  }

  /**
   * An empty cache.
   *
   * @param capacity most names, rounded up to a power of two
   * @param presentLife how long a name is believed to stand for its object
   * @param absentLife how long a name is believed to be absent
   * @param nanoClock as {@link System#nanoTime}
   */
  public NameCache(
      int capacity, Duration presentLife, Duration absentLife, LongSupplier nanoClock) {
    this.table = new SlotTable<>(capacity);
    this.presentLife = presentLife.toNanos();
    this.absentLife = absentLife.toNanos();
    this.clock = nanoClock;
  }

  /** What a name stands for, if that is known and fresh; else {@link CachedName#UNKNOWN}. */
  public CachedName get(long directory, Name name) {
    int first = table.set(hash(directory, name));
    for (int slot = first; slot < first + SlotTable.WAYS; slot++) {
      Slot held = table.at(slot);
      if (held != null && held.isOf(directory, name)) {
        boolean fresh =
            held.version == directories.get(SlotTable.mix(directory))
                && !held.isExpired(clock.getAsLong());
        return fresh ? held.what : CachedName.UNKNOWN;
      }
    }
    return CachedName.UNKNOWN;
  }

  /** To be taken before a name is looked up. */
  public long stamp(long directory, Name name) {
    return stamp(directory, hash(directory, name));
  }

  private long stamp(long directory, long hash) {
    return (long) directories.get(SlotTable.mix(directory)) << 32
        | Integer.toUnsignedLong(names.get(hash));
  }

  /**
   * Keeps what a look-up found, unless the name or its directory changed since {@code stamp}.
   *
   * @return whether it was kept
   */
  public boolean put(long directory, Name name, long nodeid, long stamp) {
    return keep(directory, name, new CachedName.Node(nodeid), presentLife, stamp);
  }

  /** Keeps that a look-up found nothing, likewise. */
  public boolean putAbsent(long directory, Name name, long stamp) {
    return keep(directory, name, CachedName.ABSENT, absentLife, stamp);
  }

  private boolean keep(long directory, Name name, CachedName what, long life, long stamp) {
    long hash = hash(directory, name);
    long now = clock.getAsLong();
    Slot slot = new Slot(directory, name, (int) (stamp >>> 32), what, now + life);
    synchronized (table.lock(hash)) {
      if (stamp != stamp(directory, hash)) {
        return false;
      }
      table.put(hash, slot, held -> held.isOf(directory, name), now);
      return true;
    }
  }

  /** The name was made, or stands for another object now. */
  public void changed(long directory, Name name, long nodeid) {
    long stamp = forget(directory, name);
    put(directory, name, nodeid, stamp);
  }

  /** The name was removed. */
  public void removed(long directory, Name name) {
    long stamp = forget(directory, name);
    putAbsent(directory, name, stamp);
  }

  /** Forgets one name, and the look-ups of it under way. */
  public void invalidate(long directory, Name name) {
    forget(directory, name);
  }

  private long forget(long directory, Name name) {
    long hash = hash(directory, name);
    synchronized (table.lock(hash)) {
      names.next(hash);
      table.remove(hash, held -> held.isOf(directory, name));
      return stamp(directory, hash);
    }
  }

  /** Forgets all names in a directory, however many: others changed it. */
  public void invalidateDirectory(long directory) {
    directories.next(SlotTable.mix(directory));
  }

  /** Forgets everything. */
  public void clear() {
    directories.nextOfAll();
  }

  /** Most names. */
  public int capacity() {
    return table.capacity();
  }

  private static long hash(long directory, Name name) {
    return SlotTable.mix(directory * 0x9e3779b97f4a7c15L + name.hashCode());
  }
}
