// SPDX-License-Identifier: Apache-2.0
package org.efc.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.efc.backend.Attributes;

/**
 * Attributes by nodeid, for a time to live. Safe for use by many threads; a hit takes no lock and
 * allocates nothing.
 *
 * <p>Attributes that were asked for are kept by {@link #stamp}, call, {@link #put}; those that come
 * with a change by {@link #beginChange}, call, {@link #endChange}.
 */
public final class AttributeCache {
  private final SlotTable<Slot> table;
  private final Versions versions = new Versions();
  private final long timeToLive;
  private final LongSupplier clock;

  private static final class Slot extends SlotTable.Entry {
    final long nodeid;
    final int version;

    // Kept as it is returned, so that a hit allocates none.
    final Optional<Attributes> attributes;

    Slot(long nodeid, int version, Attributes attributes, long expires) {
      super(expires);
      this.nodeid = nodeid;
      this.version = version;
      this.attributes = Optional.of(attributes);
    }
  }

  /**
   * An empty cache.
   *
   * @param capacity most entries, rounded up to a power of two
   * @param timeToLive how long an answer is believed; zero for not at all
   * @param nanoClock as {@link System#nanoTime}
   */
  public AttributeCache(int capacity, Duration timeToLive, LongSupplier nanoClock) {
    this.table = new SlotTable<>(capacity);
    this.timeToLive = timeToLive.toNanos();
    this.clock = nanoClock;
  }

  /** The attributes, if they are known and fresh. */
  public Optional<Attributes> get(long nodeid) {
    long hash = SlotTable.mix(nodeid);
    int first = table.set(hash);
    for (int slot = first; slot < first + SlotTable.WAYS; slot++) {
      Slot held = table.at(slot);
      if (held != null && held.nodeid == nodeid) {
        boolean fresh = held.version == versions.get(hash) && !held.isExpired(clock.getAsLong());
        return fresh ? held.attributes : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** To be taken before the storage is asked. */
  public int stamp(long nodeid) {
    return versions.get(SlotTable.mix(nodeid));
  }

  /**
   * Keeps what the storage answered, unless something changed since {@code stamp}.
   *
   * @return whether it was kept
   */
  public boolean put(long nodeid, Attributes attributes, int stamp) {
    long hash = SlotTable.mix(nodeid);
    if (stamp != versions.get(hash)) {
      return false;
    }
    long now = clock.getAsLong();
    // Should a change come in between, the slot's version is outdated from the start.
    Slot slot = new Slot(nodeid, stamp, attributes, now + timeToLive);
    synchronized (table.lock(hash)) {
      table.put(hash, slot, held -> held.nodeid == nodeid, now);
    }
    return true;
  }

  /** Forgets the attributes because a change of them is about to be sent; returns its stamp. */
  public int beginChange(long nodeid) {
    return versions.next(SlotTable.mix(nodeid));
  }

  /**
   * Keeps what a change answered. When another change of the same object was under way meanwhile,
   * it is unknown whose answer is the later one: then nothing is kept, of the other's neither.
   */
  public void endChange(long nodeid, Attributes after, int stamp) {
    if (!put(nodeid, after, stamp)) {
      invalidate(nodeid);
    }
  }

  /** Forgets one object, and what is still under way about it. */
  public void invalidate(long nodeid) {
    versions.next(SlotTable.mix(nodeid));
  }

  /** Forgets everything. */
  public void clear() {
    versions.nextOfAll();
  }

  /** Most entries. */
  public int capacity() {
    return table.capacity();
  }
}
