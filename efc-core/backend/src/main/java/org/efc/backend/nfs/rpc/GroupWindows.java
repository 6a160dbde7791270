// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.efc.backend.Caller;

/**
 * Callers in more groups than AUTH_SYS has room for. The server sees a part of their groups, a
 * window, and denies what another part grants; so a denied call is made again with the next window,
 * until all were tried. A call that was denied has changed nothing. Which window let a caller
 * through last is tried first the next time.
 *
 * <p>A call on two directories (RENAME, LINK) that needs two groups of different windows stays
 * denied. A server that looks the groups up itself ({@code manage-gids}) grants it.
 */
public final class GroupWindows {
  private static final int SLOTS = 64;

  private final AtomicReferenceArray<Remembered> remembered = new AtomicReferenceArray<>(SLOTS);

  private record Remembered(Caller caller, int window) {}

  /** How many windows there are; one where all groups fit. */
  public int count(Caller caller) {
    return Math.max(1, Math.ceilDiv(caller.groups().size(), AuthSys.MAX_GROUPS));
  }

  /** The caller as the server sees it through this window, 0..count-1. */
  public Caller through(Caller caller, int window) {
    if (count(caller) == 1) {
      return caller;
    }
    int from = window * AuthSys.MAX_GROUPS;
    int to = Math.min(from + AuthSys.MAX_GROUPS, caller.groups().size());
    return new Caller(caller.uid(), caller.gid(), caller.groups().subList(from, to));
  }

  /** The window to try first. */
  public int first(Caller caller) {
    Remembered known = remembered.get(slot(caller));
    return known != null && known.caller.equals(caller) ? known.window : 0;
  }

  /** This window let the caller through. */
  public void letThrough(Caller caller, int window) {
    remembered.set(slot(caller), new Remembered(caller, window));
  }

  private static int slot(Caller caller) {
    return (caller.uid() * 31 + caller.gid()) & (SLOTS - 1);
  }
}
