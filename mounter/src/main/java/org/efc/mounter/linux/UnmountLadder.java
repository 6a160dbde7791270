// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.efc.common.Errno;
import org.efc.common.linux.LinuxException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;

/**
 * Unmounts what is visible at one path, with the least force that does it, and believes only
 * mountinfo:
 *
 * <ol>
 *   <li>umount2(2) as usual, again while it is busy;
 *   <li>when no client serves and no other mount uses the connection: abort it, since dirty pages
 *       or requests of the dead may be what holds it; umount2 again;
 *   <li>likewise MNT_FORCE, which aborts even where fusectl is not mounted;
 *   <li>last, MNT_DETACH, logged: writers on an invisible file system may be left.
 * </ol>
 */
public final class UnmountLadder {
  private static final System.Logger LOG = System.getLogger(UnmountLadder.class.getName());
  private static final Duration HANG = Duration.ofSeconds(2);
  private static final long BUSY_RETRY_NANOS = 50_000_000;

  private final MountTable table;

  public UnmountLadder(MountTable table) {
    this.table = table;
  }

  /** What to do when the mount stays busy though its client is well. */
  public enum WhenBusy {
    /** Someone uses it: fail with IN_USE, as umount(8) does. */
    FAIL,
    /** Its users are to be gone, by contract: detach it. */
    DETACH
  }

  /**
   * Unmounts the mount that {@code expected} describes, if it is still what is visible there.
   *
   * @param alive whether a client serves the connection; asked when force is considered
   * @param patience how long a busy mount is tried again
   * @throws MountException IN_USE, or DEADLINE when the kernel holds on to it
   */
  public void unmount(
      MountEntry expected, BooleanSupplier alive, WhenBusy whenBusy, Duration patience) {
    if (gently(expected, patience)) {
      return;
    }
    boolean served = alive.getAsBoolean();
    if (!served && isLastUser(expected)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "aborting FUSE connection {0,number,#}: no client serves it and {1} stays busy",
          expected.minor(),
          expected.mountPoint());
      boolean aborted = isStillThere(expected) && table.abort(expected.minor());
      if (aborted && gently(expected, Duration.ZERO)) {
        return;
      }
      attempt(expected, MountTable.MNT_FORCE);
      if (!isStillThere(expected)) {
        return;
      }
    }
    if (served && whenBusy == WhenBusy.FAIL) {
      throw new MountException(
          Kind.IN_USE,
          expected.mountPoint()
              + " is busy: a process has a file or its working directory there; see fuser -vm");
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "detaching {0} ({1}) with MNT_DETACH: it stays busy, writers may be left on it unseen",
        expected.mountPoint(),
        expected.describe());
    attempt(expected, MountTable.MNT_DETACH);
    if (isStillThere(expected)) {
      throw new MountException(
          Kind.DEADLINE, expected.mountPoint() + " can't be unmounted: " + expected.describe());
    }
  }

  /** Plain umount2 until it works; false when it stays busy or hangs. */
  private boolean gently(MountEntry expected, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Errno> error = attempt(expected, 0);
      if (!isStillThere(expected)) {
        return true;
      }
      boolean worthAnotherTry = error.isPresent() && error.get() == Errno.EBUSY;
      if (!worthAnotherTry || System.nanoTime() >= end) {
        return false;
      }
      LockSupport.parkNanos(BUSY_RETRY_NANOS);
    }
  }

  /** The errno, if any; a hang shows as EAGAIN. */
  private Optional<Errno> attempt(MountEntry expected, int flags) {
    if (!isStillThere(expected)) {
      return Optional.empty();
    }
    try {
      Watchdog.run(
          "umount " + expected.mountPoint(),
          HANG,
          () -> table.unmount(expected.mountPoint(), flags));
      return Optional.empty();
    } catch (LinuxException e) {
      return Optional.of(e.errno());
    } catch (MountException e) {
      return Optional.of(Errno.EAGAIN);
    }
  }

  /** Same mount on top: by mount id and device, which a reused minor number alone would not say. */
  private boolean isStillThere(MountEntry expected) {
    return table
        .read()
        .top(expected.mountPoint())
        .filter(now -> now.id() == expected.id() && now.minor() == expected.minor())
        .isPresent();
  }

  private boolean isLastUser(MountEntry expected) {
    return table.read().ofDevice(expected.minor()).size() == 1;
  }
}
