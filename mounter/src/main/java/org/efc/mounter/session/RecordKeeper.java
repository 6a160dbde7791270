// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.efc.common.EfcException;
import org.efc.mounter.process.BackgroundTasks;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.MountStore;

/** The record of one volume: changed on disk first, one change at a time. */
final class RecordKeeper {
  private static final System.Logger LOG = System.getLogger(RecordKeeper.class.getName());

  private final MountStore store;
  private final BackgroundTasks tasks;

  /** Guards writing of the record. Lock order: nothing is locked while holding it. */
  private final Object writing = new Object();

  private final Queue<UnaryOperator<MountRecord>> notes = new ArrayDeque<>();
  private boolean noting;
  private volatile MountRecord record;
  private volatile boolean ended;
  private volatile boolean droppingNotes;

  /**
   * @param record the first one; it is not written here
   */
  RecordKeeper(MountStore store, BackgroundTasks tasks, MountRecord record) {
    this.store = store;
    this.tasks = tasks;
    this.record = record;
  }

  /** As it was last written; never waits. */
  MountRecord record() {
    return record;
  }

  /** Changes the record, on disk first; after {@link #end} in memory only. */
  MountRecord update(UnaryOperator<MountRecord> change) {
    synchronized (writing) {
      MountRecord next = change.apply(record);
      if (!ended) {
        store.save(next);
      }
      record = next;
      return next;
    }
  }

  /**
   * As {@link #update}, soon and in the order of the calls, for what is good to know and nobody
   * depends on: returns at once, since a disk may be slow. Failures are logged.
   */
  void note(UnaryOperator<MountRecord> change) {
    synchronized (notes) {
      notes.add(change);
      if (noting) {
        return;
      }
      noting = true;
    }
    tasks.run("record of volume " + record.volumeId(), this::writeNotes);
  }

  private void writeNotes() {
    while (true) {
      UnaryOperator<MountRecord> change;
      synchronized (notes) {
        if (notes.isEmpty()) {
          noting = false;
          return;
        }
        change = notes.remove();
      }
      writeNote(change);
    }
  }

  private void writeNote(UnaryOperator<MountRecord> change) {
    synchronized (writing) {
      if (droppingNotes) {
        return;
      }
      try {
        update(change);
      } catch (EfcException e) {
        LOG.log(System.Logger.Level.ERROR, "volume {0}: {1}", record.volumeId(), e.getMessage());
      }
    }
  }

  /** Nothing is written any more once this has returned. */
  void end() {
    synchronized (writing) {
      ended = true;
    }
  }

  /** No note is written any more once this has returned. */
  void dropNotes() {
    synchronized (writing) {
      droppingNotes = true;
    }
  }
}
