// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import org.efc.backend.Limits;
import org.efc.backend.source.NfsOptions;

/**
 * How much goes into one READ or WRITE.
 *
 * @param limits what callers see
 * @param read bytes of one READ
 * @param write bytes of one WRITE: less than {@code limits} says if the server takes that little
 */
record TransferSizes(Limits limits, int read, int write) {
  private static final int PAGE = 4096;

  /** Below this a server's word is no limit but a mistake. */
  private static final int LEAST = 512;

  static TransferSizes of(FileSystemInfo server, int maxNameLength, NfsOptions options) {
    int read = clamp(server.maxRead(), options.readSize());
    int write = clamp(server.maxWrite(), options.writeSize());
    long fileSize = server.maxFileSize() <= 0 ? Long.MAX_VALUE : server.maxFileSize();
    Limits limits =
        new Limits(Math.max(PAGE, read), Math.max(PAGE, write), fileSize, maxNameLength);
    return new TransferSizes(limits, read, write);
  }

  /** What both sides allow, in whole pages if it is more than one. */
  private static int clamp(long server, int option) {
    if (server < LEAST) {
      return PAGE;
    }
    int size = (int) Math.min(server, option);
    return size > PAGE ? size - size % PAGE : size;
  }
}
