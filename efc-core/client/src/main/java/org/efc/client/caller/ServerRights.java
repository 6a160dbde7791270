// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.answer.Step;
import org.efc.client.state.ReplacedFile;
import org.efc.common.Errno;

/**
 * Rights that the storage grants and the mode does not show: all_squash, ACLs, groups that only the
 * server knows. The storage's ACCESS decides (RFC 1813 3.3.4); what it grants is shown as bits of
 * the mode, since the kernel checks those ({@code default_permissions}).
 *
 * <p>The kernel asks for the attributes, on the caller's behalf, before it refuses anybody
 * (fuse_permission in fs/fuse/dir.c). So ACCESS is asked then, and only for a caller whom the mode
 * denies something: once for each object and caller, until the object changes or half a minute has
 * passed.
 *
 * <p>A right is everybody's when the storage grants it to a user whom nobody has. Other rights are
 * shown to more callers than have them, to the whole class of the one who asked. So the kernel's
 * caches are not believed there: an open asks ACCESS for the opener, and names in such a directory
 * are looked up each time. Safe for use by many threads.
 */
public final class ServerRights {
  /** Read, write, execute, as in access(2). */
  private static final int ALL = 7;

  private static final int EXECUTE = 1;
  private static final int ANY_EXECUTE = 0111;
  private static final int MOST = 65_536;
  private static final int ASKED = 8192;
  private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Nobody has this id: what the storage grants to it is everybody's. */
  private static final Caller ANYBODY = new Caller(0x7fff_fffb, 0x7fff_fffb, List.of());

  /**
   * Rights beyond a mode.
   *
   * @param mode to which they were found, as are {@code uid} and {@code gid}
   * @param more bits of the mode
   * @param everybody which of read, write, execute everybody has
   */
  private record Known(int mode, int uid, int gid, int more, int everybody) {
    boolean isOf(Attributes attributes) {
      return mode == attributes.mode() && uid == attributes.uid() && gid == attributes.gid();
    }

    /** Whether some callers are shown rights that they don't have. */
    boolean isPersonal() {
      return (more & ~forEverybody(everybody)) != 0;
    }
  }

  private final Backend backend;
  private final boolean asks;
  private final LongSupplier nanoTime;
  private final ConcurrentHashMap<Long, Known> known = new ConcurrentHashMap<>();

  /** What ACCESS was asked for lately, as a sum of object, version and caller. */
  private final AtomicLongArray asked = new AtomicLongArray(ASKED);

  private final Path marker;
  private final long trustsFrom;
  private volatile boolean trusts;
  private volatile boolean marked;

  /**
   * @param asks whether to ask at all: not for a mount group, whose members are root to the storage
   * @param marker a file that is there once the kernel was told rights of some callers only: the
   *     next process does not know which, and believes no names while the kernel may hold them
   * @param told how long the kernel believes what it was told
   */
  public ServerRights(
      Backend backend, boolean asks, Path marker, Duration told, LongSupplier nanoTime) {
    this.backend = backend;
    this.asks = asks;
    this.marker = marker;
    this.nanoTime = nanoTime;
    this.marked = asks && Files.exists(marker);
    this.trusts = !marked;
    this.trustsFrom = nanoTime.getAsLong() + told.toNanos();
  }

  private static int forEverybody(int rights) {
    return rights | rights << 3 | rights << 6;
  }

  /** The mode as the kernel is told it, without the type. */
  public int shownMode(long nodeid, Attributes attributes) {
    if (known.isEmpty()) {
      return attributes.mode();
    }
    Known rights = known.get(nodeid);
    return rights != null && rights.isOf(attributes)
        ? attributes.mode() | rights.more
        : attributes.mode();
  }

  /** Whether a name in this directory may be believed: all who may come to it may search there. */
  public boolean areNamesBelieved(long directory) {
    if (!trusts) {
      trusts = nanoTime.getAsLong() - trustsFrom >= 0;
      return trusts;
    }
    if (known.isEmpty()) {
      return true;
    }
    Known rights = known.get(directory);
    return rights == null || !rights.isPersonal();
  }

  /** Whether {@link #learn} may find more: the mode denies something that was not asked for yet. */
  public boolean mayGrantMore(long nodeid, Caller caller, Attributes attributes) {
    return asks && lacks(nodeid, caller, attributes) != 0 && !wasAsked(nodeid, caller, attributes);
  }

  /** Asks what the storage grants to a caller, keeps what the mode denies, and goes on. */
  public void learn(
      long nodeid, Handle handle, Caller caller, Attributes attributes, Step<Integer> next) {
    int lacks = lacks(nodeid, caller, attributes);
    ask(
        handle,
        caller,
        granted -> {
          if ((granted & lacks) == 0) {
            next.succeeded(granted);
          } else {
            ask(
                handle,
                ANYBODY,
                everybody -> {
                  found(nodeid, caller, attributes, granted & lacks, everybody);
                  next.succeeded(granted);
                });
          }
        });
  }

  /** What a caller can't do by what is shown, and could by another mode. */
  private int lacks(long nodeid, Caller caller, Attributes attributes) {
    if (caller.uid() == 0 || attributes.type() == FileType.SYMLINK) {
      return 0;
    }
    int useful =
        attributes.type() == FileType.DIRECTORY || (attributes.mode() & ANY_EXECUTE) != 0
            ? ALL
            : ALL & ~EXECUTE;
    int shift = PosixMode.shift(attributes, caller);
    return useful & ~(shownMode(nodeid, attributes) >> shift);
  }

  private boolean wasAsked(long nodeid, Caller caller, Attributes attributes) {
    long sum = nodeid;
    sum = 31 * sum + caller.uid();
    sum = 31 * sum + caller.gid();
    sum = 31 * sum + caller.groups().hashCode();
    sum = 31 * sum + attributes.mode();
    sum = 31 * sum + attributes.ctime().seconds();
    sum = 31 * sum + attributes.ctime().nanos();
    sum = 31 * sum + nanoTime.getAsLong() / VALID_NANOS;
    sum = (sum ^ sum >>> 29) * 0x9e37_79b9_7f4a_7c15L;
    return asked.getAndSet((int) (sum >>> 51), sum) == sum;
  }

  private void found(
      long nodeid, Caller caller, Attributes attributes, int granted, int everybody) {
    if (known.size() >= MOST) {
      known.clear(); // what is needed is asked again
    }
    int more = granted << PosixMode.shift(attributes, caller) | forEverybody(everybody & granted);
    Known rights =
        new Known(attributes.mode(), attributes.uid(), attributes.gid(), more, everybody);
    if (rights.isPersonal()) {
      mark();
    }
    known.put(nodeid, rights);
  }

  private void mark() {
    if (!marked) {
      ReplacedFile.write(marker, new byte[0]);
      marked = true;
    }
  }

  /**
   * Whether an open is to be asked for by {@link #check}: the kernel has checked what it was told,
   * which was more than the mode. It does not depend on what this process knows: a predecessor may
   * have told more.
   *
   * @param wanted of read, write, execute
   */
  public boolean isInDoubt(long nodeid, Caller caller, Attributes attributes, int wanted) {
    if (!asks || caller.uid() == 0 || PosixMode.grants(attributes, caller, wanted)) {
      return false;
    }
    Known rights = known.get(nodeid);
    return rights == null || !rights.isOf(attributes) || (wanted & ~rights.everybody) != 0;
  }

  /** Goes on with whether the storage grants all that is wanted. */
  public void check(Handle handle, Caller caller, int wanted, Step<Boolean> next) {
    ask(handle, caller, granted -> next.succeeded((wanted & ~granted) == 0));
  }

  /** What becomes of an answer. */
  @FunctionalInterface
  private interface Granted {
    void rights(int granted);
  }

  /** A storage that does not tell grants nothing. */
  private void ask(Handle handle, Caller caller, Granted then) {
    backend.access(
        caller,
        handle,
        ALL,
        new Completion<>() {
          @Override
          public void succeeded(Integer granted) {
            then.rights(granted);
          }

          @Override
          public void failed(Errno errno) {
            then.rights(0);
          }
        });
  }
}
