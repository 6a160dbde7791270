// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import java.util.Map;
import org.efc.backend.Backend;
import org.efc.backend.contract.Ability;
import org.efc.backend.contract.BackendContract;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;

/** What is in the group already is as without a group. */
class MountGroupContractTest extends BackendContract {
  private final MemoryTree tree = new MemoryTree();

  @Override
  protected Backend open() {
    return new MountGroupBackend(new MemoryBackend(tree), 0);
  }

  @Override
  protected Map<Ability, String> unable() {
    return Map.of(
        Ability.ANY_OWNER, "every object is shown as the group's, and a member owns what it makes");
  }
}
