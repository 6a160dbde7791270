// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.backend.contract.BackendContract;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;

class ForwardingBackendTest extends BackendContract {
  private final MemoryTree tree = new MemoryTree();

  @Override
  protected Backend open() {
    return new ForwardingBackend(new MemoryBackend(tree)) {};
  }
}
