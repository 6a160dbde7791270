// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.efc.backend.Caller;
import org.efc.fuse.PendingRequest;

/**
 * On whose behalf a request is: user and group from the request, supplementary groups from {@code
 * /proc/<pid>/status}, since FUSE does not tell them. They are kept for a second by process id; a
 * process that can't be seen (another pid namespace) has none. The superuser needs none.
 */
public final class Callers {
  private static final int SLOTS = 256;
  private static final long VALID_NANOS = 1_000_000_000;

  private final AtomicReferenceArray<Known> known = new AtomicReferenceArray<>(SLOTS);
  private final IntFunction<List<Integer>> groups;
  private final LongSupplier nanoTime;

  private record Known(int pid, Caller caller, long since) {}

  public Callers() {
    this(ProcessStatus::groups, System::nanoTime);
  }

  public Callers(IntFunction<List<Integer>> groups, LongSupplier nanoTime) {
    this.groups = groups;
    this.nanoTime = nanoTime;
  }

  public Caller of(PendingRequest request) {
    return of(request.uid(), request.gid(), request.pid());
  }

  /**
   * For what makes something: the group of a set-group-ID directory, when the kernel says that the
   * caller is in it.
   */
  public Caller of(PendingRequest request, OptionalInt directoryGroup) {
    Caller caller = of(request);
    if (directoryGroup.isEmpty() || caller.groups().contains(directoryGroup.getAsInt())) {
      return caller;
    }
    List<Integer> more = new ArrayList<>(caller.groups());
    // First: AUTH_SYS has room for 16.
    more.addFirst(directoryGroup.getAsInt());
    return new Caller(caller.uid(), caller.gid(), more);
  }

  public Caller of(int uid, int gid, int pid) {
    if (uid == 0 && gid == 0) {
      return Caller.ROOT;
    }
    int slot = pid & (SLOTS - 1);
    long now = nanoTime.getAsLong();
    Known before = known.get(slot);
    if (before != null
        && before.pid == pid
        && before.caller.uid() == uid
        && before.caller.gid() == gid
        && now - before.since < VALID_NANOS) {
      return before.caller;
    }
    List<Integer> supplementary = uid == 0 || pid == 0 ? List.of() : groups.apply(pid);
    Caller caller = new Caller(uid, gid, supplementary);
    known.set(slot, new Known(pid, caller, now));
    return caller;
  }
}
