// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.Optional;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.Handle;

/** SETATTR, and GETATTR when the server leaves the new attributes out. */
record AttributesChange(Procedures procedures, Caller caller, Handle object) {
  private static final int SET_ID_BITS = 06000;

  /**
   * Changes attributes; {@code change} is the identity of the first SETATTR. Owner and mode are set
   * together; a server that does so one after the other, as with chmod(2) and chown(2), loses the
   * set-id bits, so they are then set once more.
   */
  void run(AttributeChange wanted, Change change, Completion<Attributes> completion) {
    boolean owned = wanted.uid().isPresent() || wanted.gid().isPresent();
    int setId = wanted.mode().orElse(0) & SET_ID_BITS;
    if (!owned || setId == 0) {
      procedures.setattr(caller, object, wanted, change, new Then<>(completion, orAsk(completion)));
      return;
    }
    Then<Attributes> checked =
        new Then<>(
            completion,
            after -> {
              if ((after.mode() & setId) == setId) {
                completion.succeeded(after);
              } else {
                AttributeChange mode = AttributeChange.ofMode(wanted.mode().getAsInt());
                procedures.setattr(
                    caller,
                    object,
                    mode,
                    Change.REPEATABLE,
                    new Then<>(completion, orAsk(completion)));
              }
            });
    procedures.setattr(caller, object, wanted, change, new Then<>(completion, orAsk(checked)));
  }

  /** Completes with the attributes after an operation, asked for if they are missing. */
  Consumer<Optional<Attributes>> orAsk(Completion<Attributes> completion) {
    return known -> {
      if (known.isPresent()) {
        completion.succeeded(known.get());
      } else {
        procedures.getattr(caller, object, completion);
      }
    };
  }
}
