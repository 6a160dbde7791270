// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * CREATE in its three modes (RFC 1813 3.3.8).
 *
 * <p>EXCLUSIVE has no attributes in its arguments, and servers keep the verifier in the times: so a
 * SETATTR follows that sets both right. A repeat finds its own file up to that SETATTR, not after.
 * A server without EXCLUSIVE is asked for GUARDED, as the kernel's client does.
 */
record Creation(
    Procedures procedures,
    Caller caller,
    Handle directory,
    Name name,
    AttributeChange initial,
    Change change,
    Completion<Entry> completion) {

  void run(CreateMode mode) {
    if (mode instanceof CreateMode.Exclusive) {
      procedures.create(
          caller, directory, name, mode, initial, change, entry(new ExclusiveCompletion()));
    } else {
      procedures.create(caller, directory, name, mode, initial, change, entry(completion));
    }
  }

  private EntryCompletion entry(Completion<Entry> next) {
    return new EntryCompletion(procedures, caller, directory, name, next);
  }

  private final class ExclusiveCompletion implements Completion<Entry> {
    @Override
    public void succeeded(Entry made) {
      AttributeChange both =
          initial.withTimes(nowUnlessSet(initial.atime()), nowUnlessSet(initial.mtime()));
      new AttributesChange(procedures, caller, made.handle())
          .run(both, Change.REPEATABLE, new AttributesCompletion(made));
    }

    @Override
    public void failed(Errno errno) {
      if (errno == Errno.EOPNOTSUPP) {
        run(CreateMode.GUARDED);
      } else {
        completion.failed(errno);
      }
    }
  }

  /** The SETATTR after the CREATE. A file that is gone by then was made all the same. */
  private final class AttributesCompletion implements Completion<Attributes> {
    private final Entry made;

    AttributesCompletion(Entry made) {
      this.made = made;
    }

    @Override
    public void succeeded(Attributes attributes) {
      completion.succeeded(new Entry(made.handle(), attributes));
    }

    @Override
    public void failed(Errno errno) {
      if (errno == Errno.ESTALE) {
        completion.succeeded(made);
      } else {
        completion.failed(errno);
      }
    }
  }

  private static TimeChange nowUnlessSet(TimeChange change) {
    return change instanceof TimeChange.Keep ? TimeChange.SERVER_NOW : change;
  }
}
