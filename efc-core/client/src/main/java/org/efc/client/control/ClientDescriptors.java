// SPDX-License-Identifier: Apache-2.0
package org.efc.client.control;

import java.util.List;
import org.efc.client.config.ClientException;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;

/**
 * Descriptors that came by a socket, in the place of those that were inherited with these numbers.
 */
public final class ClientDescriptors {
  public static final Places PLACES = new Places(3, 1, 2, 4);

  /** The numbers that a client's descriptors have. */
  public record Places(int device, int output, int errors, int lock) {
    int last() {
      return Math.max(Math.max(device, lock), Math.max(output, errors));
    }
  }

  private ClientDescriptors() {}

  /**
   * Takes ownership. What was at these places is closed.
   *
   * @param fds the device, the log and the lock
   */
  public static void become(List<Fd> fds, Places places) {
    if (fds.size() != 3) {
      for (Fd fd : fds) {
        fd.close();
      }
      throw new ClientException(fds.size() + " descriptors came; device, log and lock are wanted");
    }
    // First out of the way: one of them may have the number of another's place.
    try (Fd device = beyond(fds.get(0), places.last());
        Fd log = beyond(fds.get(1), places.last());
        Fd lock = beyond(fds.get(2), places.last())) {
      put(device, places.device());
      put(log, places.output());
      put(log, places.errors());
      put(lock, places.lock());
    }
  }

  private static Fd beyond(Fd fd, int last) {
    if (fd.number() > last) {
      return fd;
    }
    try (fd) {
      return fd.duplicate(last + 1);
    }
  }

  private static void put(Fd fd, int number) {
    Libc.current().require("dup3 to a place", Syscall.DUP3, fd.number(), number, 0, 0, 0, 0);
  }
}
