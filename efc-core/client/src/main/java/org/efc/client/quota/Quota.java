// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.util.OptionalLong;
import org.efc.backend.SpaceUsage;

/**
 * How much of a volume's capacity is used.
 *
 * <p>An estimate: what a scan of the tree summed up, plus what this client added and removed since.
 * Other clients' changes are seen by the next scan, so that a volume with several writers may
 * exceed its capacity by what they write between two scans. Until the first scan of a mount has
 * ended nothing is refused; a later process begins with what its predecessor knew ({@link
 * UsageFile}). Safe for use by many threads.
 */
public final class Quota {
  private OptionalLong capacity = OptionalLong.empty();
  private OptionalLong scanned = OptionalLong.empty();
  private long since;

  /** Whether the volume has a capacity: then what is freed is worth knowing. */
  public synchronized boolean isActive() {
    return capacity.isPresent();
  }

  /** In bytes; empty for a volume without a limit of its own. */
  public synchronized OptionalLong capacity() {
    return capacity;
  }

  public synchronized void capacity(OptionalLong bytes) {
    capacity = bytes;
  }

  /** In bytes; empty before it was scanned. */
  public synchronized OptionalLong used() {
    return scanned.isPresent()
        ? OptionalLong.of(Math.max(0, scanned.getAsLong() + since))
        : OptionalLong.empty();
  }

  /** What a predecessor knew, until there is a scan. */
  public synchronized void used(long bytes) {
    if (scanned.isEmpty()) {
      scanned = OptionalLong.of(bytes);
    }
  }

  /** Nobody knows what is used: what was known is of an earlier mount. */
  public synchronized void forget() {
    scanned = OptionalLong.empty();
    since = 0;
  }

  /** This client took or gave back space. */
  public synchronized void add(long bytes) {
    since += bytes;
  }

  /** A scan begins: what is added from now on may or may not be in its sum. */
  synchronized long scanBegins() {
    return since;
  }

  /**
   * A scan has ended.
   *
   * @param bytes its sum
   * @param before what {@link #scanBegins} gave; half of what was added meanwhile is taken as seen
   */
  synchronized void scanned(long bytes, long before) {
    since = (since - before) / 2;
    scanned = OptionalLong.of(bytes);
  }

  /** Whether there is no room for so many bytes more, or for anything at all. */
  public synchronized boolean refuses(long growth) {
    if (capacity.isEmpty() || scanned.isEmpty()) {
      return false;
    }
    long used = scanned.getAsLong() + since;
    long left = capacity.getAsLong() - used;
    return growth > 0 ? growth > left : left <= 0;
  }

  /** The volume's space within the storage's. */
  public synchronized SpaceUsage apply(SpaceUsage storage) {
    if (capacity.isEmpty()) {
      return storage;
    }
    long total = capacity.getAsLong();
    long free = Math.max(0, total - used().orElse(0));
    return new SpaceUsage(
        total,
        Math.min(free, storage.freeBytes()),
        Math.min(free, storage.availableBytes()),
        storage.totalFiles(),
        storage.freeFiles(),
        storage.availableFiles());
  }
}
