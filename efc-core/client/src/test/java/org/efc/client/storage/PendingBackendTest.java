// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import java.util.Map;
import org.efc.backend.Backend;
import org.efc.backend.contract.Ability;
import org.efc.backend.contract.BackendContract;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;

/** Calls on a backend that was reached before. */
class PendingBackendTest extends BackendContract {
  private final MemoryTree tree = new MemoryTree();

  @Override
  protected Backend open() {
    PendingBackend pending = new PendingBackend();
    pending.reached(new MemoryBackend(tree));
    return pending;
  }

  @Override
  protected Map<Ability, String> unable() {
    return Map.of(Ability.EMPTY_HANDLES, "such a handle stands for the root");
  }
}
