// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.efc.backend.Attributes;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.Stability;
import org.efc.backend.Timestamp;
import org.efc.common.Name;

/** Faults of what results say: counts, verifiers, attributes, directories. */
public final class StorageFaults {
  private static final long NO_COOKIE_OF_MEMORY = 1L << 40;

  private StorageFaults() {}

  /** READs give and WRITEs take so many bytes of what they could. */
  public static Fault transfers(IntUnaryOperator bytes) {
    return new Fault() {
      @Override
      public int transfer(int right) {
        return bytes.applyAsInt(right);
      }
    };
  }

  /** READs and WRITEs say another count than that of the bytes. */
  public static Fault counts(IntUnaryOperator count) {
    return new Fault() {
      @Override
      public int count(int right) {
        return count.applyAsInt(right);
      }
    };
  }

  /**
   * WRITEs are in the server's memory only, whatever was asked for.
   *
   * @param verifier what WRITE and COMMIT say of it
   */
  public static Fault unstable(LongUnaryOperator verifier) {
    return new Fault() {
      @Override
      public Stability committed(Stability wanted) {
        return Stability.UNSTABLE;
      }

      @Override
      public long verifier(long right) {
        return verifier.applyAsLong(right);
      }
    };
  }

  /** Leaves out what may be left out. */
  public static Fault leavesOut(boolean attributes, boolean handles) {
    return new Fault() {
      @Override
      public boolean tellsAttributes() {
        return !attributes;
      }

      @Override
      public boolean tellsHandles() {
        return !handles;
      }
    };
  }

  /** All numbers at the end of their range, and this fileid. */
  public static Fault corners(long fileid) {
    return attributes(
        of ->
            new Attributes(
                of.type(),
                of.mode(),
                -1,
                -2,
                -2,
                -1,
                -1,
                of.device(),
                of.fsid(),
                fileid,
                new Timestamp(0xffff_ffffL, -1),
                new Timestamp(0xffff_ffffL, -1),
                new Timestamp(0, 0)));
  }

  private static Fault attributes(UnaryOperator<Attributes> change) {
    return new Fault() {
      @Override
      public Attributes attributes(Attributes right) {
        return change.apply(right);
      }
    };
  }

  /** Cookies as the opposite numbers: 2^64 - 1 is the first. */
  public static Fault hugeCookies() {
    return new Fault() {
      @Override
      public long cookie(long asked) {
        return -asked;
      }

      @Override
      public DirectoryPage page(Call call, DirectoryPage right) {
        return with(
            right,
            right.entries().stream()
                .map(e -> new DirectoryEntry(e.name(), e.fileid(), -e.cookie(), e.entry()))
                .toList());
      }
    };
  }

  /** Each page begins with names that no directory can have. */
  public static Fault impossibleNames() {
    return new Fault() {
      @Override
      public DirectoryPage page(Call call, DirectoryPage right) {
        List<DirectoryEntry> entries = new ArrayList<>();
        long cookie = NO_COOKIE_OF_MEMORY + call.cookie() * 10;
        for (String name :
            List.of("/", "a/b", "../../etc/passwd", ".", "..", "", "a\0b", "n".repeat(256))) {
          entries.add(new DirectoryEntry(Name.of(name), 7, cookie++, Optional.empty()));
        }
        entries.addAll(right.entries());
        return with(right, entries);
      }
    };
  }

  /** The last entry of a page has the cookie of the first. */
  public static Fault loopInAPage() {
    return new Fault() {
      @Override
      public DirectoryPage page(Call call, DirectoryPage right) {
        List<DirectoryEntry> entries = new ArrayList<>(right.entries());
        DirectoryEntry last = entries.removeLast();
        entries.add(
            new DirectoryEntry(
                last.name(), last.fileid(), entries.getFirst().cookie(), last.entry()));
        return with(right, entries);
      }
    };
  }

  /**
   * From this cookie on the directory begins again.
   *
   * @param after a cookie that is not in the first page
   */
  public static Fault loopOverPages(long after) {
    return new Fault() {
      @Override
      public long cookie(long asked) {
        return asked > after ? 0 : asked;
      }

      @Override
      public DirectoryPage page(Call call, DirectoryPage right) {
        return new DirectoryPage(right.entries(), right.verifier(), false);
      }
    };
  }

  private static DirectoryPage with(DirectoryPage page, List<DirectoryEntry> entries) {
    return new DirectoryPage(List.copyOf(entries), page.verifier(), page.end());
  }
}
