// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import java.util.List;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Handle;
import org.efc.client.answer.Step;
import org.efc.fuse.PendingRequest;

/**
 * Takes set-user-ID and set-group-ID off a file that was written, truncated or given away. The
 * kernel leaves that to us (HANDLE_KILLPRIV_V2). Servers do it as well, as a rule; then nothing is
 * left to do.
 */
public final class SetIdBits {
  private final Backend backend;
  private final Callers callers;

  public SetIdBits(Backend backend, Callers callers) {
    this.backend = backend;
    this.callers = callers;
  }

  /**
   * @param attributes after the change
   * @param next gets the attributes without the bits
   */
  public void clear(
      PendingRequest request, Handle handle, Attributes attributes, Consumer<Attributes> next) {
    int mode = PosixMode.withoutPrivileges(attributes, callers.of(request));
    if (mode == attributes.mode()) {
      next.accept(attributes);
      return;
    }
    // As the owner: who wrote to the file may not be allowed to change its mode.
    Caller owner = new Caller(attributes.uid(), attributes.gid(), List.of());
    backend.setattr(
        owner, handle, AttributeChange.ofMode(mode), Change.REPEATABLE, Step.then(request, next));
  }
}
