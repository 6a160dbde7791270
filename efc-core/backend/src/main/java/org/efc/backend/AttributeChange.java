// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which attributes to set (RFC 1813 2.6, sattr3); what is empty stays as it is.
 *
 * @param mode 07777 at most
 * @param guard when present, the change is refused with EAGAIN unless ctime is this
 */
public record AttributeChange(
    OptionalInt mode,
    OptionalInt uid,
    OptionalInt gid,
    OptionalLong size,
    TimeChange atime,
    TimeChange mtime,
    Optional<Timestamp> guard) {

  /** Changes nothing. */
  public static final AttributeChange NONE =
      new AttributeChange(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          TimeChange.KEEP,
          TimeChange.KEEP,
          Optional.empty());

  /** What to do with a time. */
  public sealed interface TimeChange {
    TimeChange KEEP = new Keep();
    TimeChange SERVER_NOW = new ServerNow();

    /** Leave it. */
    record Keep() implements TimeChange {}

    /** The storage's clock (UTIME_NOW). */
    record ServerNow() implements TimeChange {}

    /** This time. */
    record To(Timestamp time) implements TimeChange {}
  }

  /** Sets the mode only: what creation needs. */
  public static AttributeChange ofMode(int mode) {
    return NONE.withMode(mode);
  }

  /** Sets the size only: truncate(2). */
  public static AttributeChange ofSize(long size) {
    return new AttributeChange(
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalLong.of(size),
        TimeChange.KEEP,
        TimeChange.KEEP,
        Optional.empty());
  }

  public AttributeChange withMode(int newMode) {
    return new AttributeChange(
        OptionalInt.of(newMode & 07777), uid, gid, size, atime, mtime, guard);
  }

  public AttributeChange withOwner(OptionalInt newUid, OptionalInt newGid) {
    return new AttributeChange(mode, newUid, newGid, size, atime, mtime, guard);
  }

  public AttributeChange withTimes(TimeChange newAtime, TimeChange newMtime) {
    return new AttributeChange(mode, uid, gid, size, newAtime, newMtime, guard);
  }

  public boolean isNothing() {
    return equals(NONE);
  }
}
