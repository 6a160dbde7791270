// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.efc.backend.BackendException;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.HandleBuffer;
import org.efc.backend.ServerNotes;
import org.efc.backend.ServerNotes.Witness;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/**
 * Tells a server from the same one begun anew, whose duplicate request cache is empty. Connections
 * that are lost or refused say so, too, but not to a process that was dead meanwhile.
 *
 * <p>A server gives a write verifier with each WRITE and COMMIT that is another after each of its
 * starts (RFC 1813 3.3.7). It is compared for one and the same file only: behind one address there
 * may be several machines with verifiers of their own. Safe for use by many threads.
 */
final class ServerInstance {
  private static final System.Logger LOG = System.getLogger(ServerInstance.class.getName());

  /** A file that is written now is less likely to be removed soon than one of long ago. */
  private static final long LASTS = TimeUnit.SECONDS.toNanos(1);

  private final ServerNotes notes;
  private volatile @Nullable Witness witness;
  private volatile long since;

  ServerInstance(ServerNotes notes) {
    this.notes = notes;
  }

  /** The server gave this verifier for the file just now. */
  void seen(Handle file, long verifier) {
    Witness known = witness;
    if (known == null || known.verifier() != verifier || isBetter(file, known)) {
      note(new Witness(file, verifier));
    }
  }

  /** The same without an object, but for a note. */
  void seen(HandleBuffer file, long verifier) {
    Witness known = witness;
    if (known == null
        || known.verifier() != verifier
        || (System.nanoTime() - since > LASTS && !file.holds(known.file()))) {
      note(new Witness(file.toHandle(), verifier));
    }
  }

  private boolean isBetter(Handle file, Witness known) {
    return System.nanoTime() - since > LASTS && !file.equals(known.file());
  }

  /** Doubts come first: who is killed in between must not find the new verifier and be content. */
  private synchronized void note(Witness now) {
    Witness known = witness;
    if (known != null && known.file().equals(now.file()) && known.verifier() != now.verifier()) {
      begunAnew("its write verifier has changed");
    }
    witness = now;
    since = System.nanoTime();
    notes.witness(now);
  }

  /**
   * Asks the server whether it is the one that a predecessor knew, if that matters: if it has asked
   * for changes whose answers nobody has. Who can't tell is taken for one that has forgotten.
   *
   * @throws BackendException when there is no answer in time
   */
  void recognise(Procedures procedures, Deadline deadline) {
    Optional<Witness> before = notes.isOwedAnswers() ? notes.witness() : Optional.empty();
    if (before.isEmpty()) {
      return;
    }
    witness = before.get(); // what the answer's verifier is compared with
    Handle file = before.get().file();
    Await<Long> await = new Await<>();
    procedures.commit(Caller.ROOT, file, 1, await);
    try {
      await.get(procedures.client(), deadline, "COMMIT of " + file);
    } catch (BackendException e) {
      if (e.errno() == Errno.ETIMEDOUT || e.errno() == Errno.EINTR) {
        throw e;
      }
      begunAnew("it can't be asked for a write verifier: " + e.getMessage());
    }
  }

  private void begunAnew(String why) {
    LOG.log(System.Logger.Level.INFO, "the server may have begun anew: {0}", why);
    notes.forgotten();
  }
}
