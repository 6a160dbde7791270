// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * A log that other processes append to through descriptors of their own, bounded while they write.
 *
 * <p>What is too old is punched out of the file (fallocate(2)): its size stays, its memory is given
 * back, and no line that is written meanwhile is lost, as with copying and truncating. The file
 * then begins with zeros: tail(1) shows the lines.
 */
public final class AppendedLog {
  /** Of which the older half is given back. */
  static final long MOST = 4L << 20;

  private static final System.Logger LOG = System.getLogger(AppendedLog.class.getName());

  /** include/uapi/linux/falloc.h: PUNCH_HOLE, with KEEP_SIZE as it demands. */
  private static final int PUNCH_HOLE = 0x02 | 0x01;

  private static final long BLOCK = 4096;

  private final Path file;
  private long punched;
  private boolean refused;

  public AppendedLog(Path file) {
    this.file = file;
  }

  /** Gives the oldest bytes back when there are more than 4 MiB. */
  public synchronized void limit() {
    long size = size();
    if (size < punched) {
      punched = 0; // another file in its place
    }
    if (size - punched > MOST && !refused) {
      long end = (size - MOST / 2) / BLOCK * BLOCK;
      punch(end);
      punched = end;
    }
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new EfcException("can't read the size of " + file + ": " + e.getMessage(), e);
    }
  }

  private void punch(long end) {
    try (Fd fd = Fd.open(file.toString(), OpenFlags.O_WRONLY, 0)) {
      Libc.current()
          .require(
              "fallocate of " + file, Syscall.FALLOCATE, fd.number(), PUNCH_HOLE, 0, end, 0, 0);
    } catch (LinuxException e) {
      refused = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} grows without limit until its client ends: {1}",
          file,
          e.getMessage());
    }
  }
}
