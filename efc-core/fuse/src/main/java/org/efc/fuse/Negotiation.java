// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.fuse.abi.InitFlags;
import org.efc.fuse.abi.Protocol;

/** How the answer to INIT follows from what the kernel offers and what the volume wants. Pure. */
public final class Negotiation {
  private static final int PAGE = 4096;

  /** fuse_conn.max_pages without MAX_PAGES: FUSE_DEFAULT_MAX_PAGES_PER_REQ of fs/fuse/fuse_i.h. */
  private static final int DEFAULT_PAGES = 32;

  private Negotiation() {}

  /** What INIT is to be answered. */
  public sealed interface Outcome {}

  /** Both sides agree. */
  public record Agreed(Negotiated negotiated) implements Outcome {}

  /** The kernel speaks a later major version: it is told ours, and sends another INIT for it. */
  public record OtherMajor() implements Outcome {}

  /** There is nothing both can speak; {@code reason} names the versions. */
  public record Unsupported(String reason) implements Outcome {}

  /**
   * @param major the kernel's version
   * @param minor the kernel's version
   * @param maxReadahead the kernel's limit, in bytes
   * @param offered the kernel's flags, those of flags2 in the upper half
   */
  public static Outcome negotiate(
      int major, int minor, int maxReadahead, long offered, InitPreferences wanted) {
    if (major > Protocol.MAJOR) {
      return new OtherMajor();
    }
    if (major < Protocol.MAJOR || minor < Protocol.OLDEST_MINOR) {
      return new Unsupported(
          "the kernel speaks FUSE "
              + major
              + "."
              + minor
              + "; wanted is "
              + Protocol.MAJOR
              + "."
              + Protocol.OLDEST_MINOR
              + " (Linux 5.4) or later");
    }
    long flags = offered & wanted.flags();
    if ((flags & InitFlags.INIT_EXT) == 0) {
      // Without it the reply has no upper half.
      flags &= 0xffff_ffffL;
    }
    if ((flags & InitFlags.DO_READDIRPLUS) == 0) {
      flags &= ~InitFlags.READDIRPLUS_AUTO;
    }
    int maxWrite = wanted.maxWrite();
    if ((flags & InitFlags.MAX_PAGES) == 0) {
      maxWrite = Math.min(maxWrite, DEFAULT_PAGES * PAGE);
    }
    int readahead =
        (int)
            Math.min(
                Integer.toUnsignedLong(maxReadahead),
                Integer.toUnsignedLong(wanted.maxReadahead()));
    return new Agreed(
        new Negotiated(
            minor,
            flags,
            readahead,
            maxWrite,
            wanted.maxBackground(),
            wanted.congestionThreshold(),
            wanted.timeGran()));
  }
}
