// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.util.List;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;

/**
 * Descriptors that came by a socket, in the place of those that were inherited with these numbers.
 */
final class Inherited {
  private static final int OUTPUT = 1;
  private static final int ERRORS = 2;
  private static final int DEVICE = 3;
  private static final int LOCK = 4;

  private Inherited() {}

  /**
   * Takes ownership.
   *
   * @param fds the device, the log and the lock
   */
  static void become(List<Fd> fds) {
    if (fds.size() != 3) {
      fds.forEach(Fd::close);
      throw new ClientException(fds.size() + " descriptors came; device, log and lock are wanted");
    }
    // First out of the way: one of them may have the number of another's place.
    List<Integer> numbers = fds.stream().map(Inherited::beyond).toList();
    put(numbers.get(0), DEVICE);
    put(numbers.get(1), OUTPUT);
    put(numbers.get(1), ERRORS);
    put(numbers.get(2), LOCK);
    numbers.forEach(number -> Fd.owning(number).close());
  }

  private static int beyond(Fd fd) {
    if (fd.number() > LOCK) {
      return fd.release();
    }
    try (fd) {
      Fd first = fd.duplicate();
      while (first.number() <= LOCK) {
        Fd next = first.duplicate();
        first.close();
        first = next;
      }
      return first.release();
    }
  }

  private static void put(int from, int number) {
    Libc.current().require("dup of fd " + from, Syscall.DUP3, from, number, 0, 0, 0, 0);
  }
}
