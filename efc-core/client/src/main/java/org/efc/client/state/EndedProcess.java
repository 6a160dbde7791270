// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.ArrayList;
import java.util.List;

/**
 * A process that served the volume and has ended.
 *
 * @param crashed whether it is known that it ended by a fault of its own (SIGSEGV, no heap), and by
 *     nobody's SIGKILL
 * @param executed the requests whose code ran then
 */
record EndedProcess(boolean crashed, List<Executed> executed) {
  EndedProcess {
    executed = List.copyOf(executed);
  }

  /**
   * Whether the request is suspected of the end: its code threw, or it ran when the process
   * crashed. A request that waited for the storage, or for a processor, never is.
   */
  private boolean suspects(Executed one) {
    return crashed || one.threw();
  }

  private boolean suspects(long unique) {
    for (Executed one : executed) {
      if (one.unique() == unique && suspects(one)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The requests that are suspected of the end of this process and of that of the one before: the
   * next process refuses them, since it would end as these did.
   */
  List<Executed> poisonous(EndedProcess before) {
    List<Executed> found = new ArrayList<>();
    for (Executed one : executed) {
      if (suspects(one) && before.suspects(one.unique())) {
        found.add(one);
      }
    }
    return found;
  }
}
