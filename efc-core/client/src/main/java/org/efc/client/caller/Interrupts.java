// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.efc.common.Pause;
import org.efc.fuse.Interruption;
import org.efc.fuse.op.Opcode;

/**
 * INTERRUPT: lets callers go that are being killed while the storage is away; what they asked goes
 * on. Other signals end no request, as with the kernel's NFS client: an EINTR in the middle of a
 * page fault would be a SIGBUS, and programs do not expect one from a file.
 *
 * <p>The kernel tells of the first signal only, which may be a harmless one before a SIGKILL: so
 * the caller is looked at again until the request is answered.
 */
public final class Interrupts {
  private static final long LOOK_MILLIS = 200;

  private final IntPredicate dying;
  private final List<Interruption> watched = new ArrayList<>();
  private boolean running;

  public Interrupts() {
    this(ProcessStatus::isDying);
  }

  public Interrupts(IntPredicate dying) {
    this.dying = dying;
  }

  public void interrupted(Interruption interruption) {
    if (interruption.pid() == 0) {
      // A caller that can't be seen. What only looks may end; data and changes may not.
      if (onlyLooks(interruption.opcode())) {
        interruption.answer();
      }
    } else if (!answered(interruption)) {
      watch(interruption);
    }
  }

  private static boolean onlyLooks(Opcode opcode) {
    return switch (opcode) {
      case LOOKUP, GETATTR, READLINK, STATFS, OPENDIR, READDIR, READDIRPLUS -> true;
      default -> false;
    };
  }

  /** Whether nothing is left to do about it. */
  private boolean answered(Interruption interruption) {
    if (!interruption.isPending()) {
      return true;
    }
    if (dying.test(interruption.pid())) {
      interruption.answer();
      return true;
    }
    return false;
  }

  private synchronized void watch(Interruption interruption) {
    watched.add(interruption);
    if (!running) {
      running = true;
      Thread.ofPlatform().name("interrupts").daemon().start(this::look);
    }
  }

  private void look() {
    do {
      Pause.millis(LOOK_MILLIS);
    } while (remain());
  }

  private synchronized boolean remain() {
    watched.removeIf(this::answered);
    running = !watched.isEmpty();
    return running;
  }
}
