// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import org.efc.common.Errno;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;

/**
 * What memory is freed by: the kernel may write an application's pages through us when memory is
 * short. Our own need of memory must not wait for that then (PR_SET_IO_FLUSHER of prctl(2), Linux
 * 5.6), which would be for ever.
 */
public final class IoFlusher {
  private static final System.Logger LOG = System.getLogger(IoFlusher.class.getName());
  private static final int PR_SET_IO_FLUSHER = 57;

  private IoFlusher() {}

  /** Makes the calling thread one, and with it all that it starts from now on. */
  public static void become() {
    long result = Libc.current().call(Syscall.PRCTL, PR_SET_IO_FLUSHER, 1, 0);
    if (result < 0) {
      // Without CAP_SYS_RESOURCE, or before 5.6: as any other process.
      LOG.log(
          System.Logger.Level.DEBUG, "no PR_SET_IO_FLUSHER: {0}", Errno.of((int) -result).name());
    }
  }
}
