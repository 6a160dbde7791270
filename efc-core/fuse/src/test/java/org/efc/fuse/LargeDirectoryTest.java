// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.abi.InitFlags;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Lookup;
import org.efc.fuse.op.Readdir;
import org.efc.fuse.op.Readdirplus;
import org.efc.fuse.wire.ListingOut;
import org.junit.jupiter.api.Test;

/** A directory that needs many listings, with names of all lengths. */
class LargeDirectoryTest {
  private static final int NAMES = 20_000;
  private static final long HOUR = 3_600_000_000_000L;

  private static Name name(int index) {
    return Name.of(index + "-" + "n".repeat(index % 248));
  }

  private static final class Large extends HelloFileSystem {
    private void list(Request request, long offset) {
      ListingOut listing = request.pending().listingOut();
      for (int i = (int) offset; i < NAMES; i++) {
        if (!listing.add(name(i), i + 2, i + 1, 8)) {
          break;
        }
        if (listing.withAttributes()) {
          var entry = listing.entry().node(i + 2, 1).nameValid(HOUR).attributesValid(HOUR);
          entry.attributes().inode(i + 2).mode(FILE_MODE).links(1).size(i);
        }
      }
      request.pending().listing();
    }

    @Override
    public void lookup(Request request, Lookup op) {
      request.pending().error(Errno.ENOENT);
    }

    @Override
    public void getattr(Request request, Getattr op) {
      int mode = op.nodeid() == Protocol.ROOT_ID ? DIRECTORY_MODE : FILE_MODE;
      request.pending().attributesOut().attributes().inode(op.nodeid()).mode(mode).links(1);
      request.pending().attributes();
    }

    @Override
    public void readdir(Request request, Readdir op) {
      list(request, op.offset());
    }

    @Override
    public void readdirplus(Request request, Readdirplus op) {
      list(request, op.offset());
    }
  }

  @Test
  void everyNameComesOnce() throws Exception {
    try (Served served = Served.by(new Large())) {
      String listed =
          Command.output("ls -f $1 | grep -v '^[.]' | sort -n", served.mount().directory());
      assertThat(listed.lines().map(Name::of).toList())
          .containsExactlyElementsOf(
              IntStream.range(0, NAMES).mapToObj(LargeDirectoryTest::name).toList());
    }
  }

  @Test
  void attributesThatCameWithTheNamesNeedNoLookup() throws Exception {
    // Without READDIRPLUS_AUTO every listing has attributes.
    InitPreferences always =
        InitPreferences.shared()
            .withFlags(InitPreferences.SHARED_FLAGS & ~InitFlags.READDIRPLUS_AUTO);
    try (Served served = Served.by(new Large(), always)) {
      String sizes =
          Command.output(
              "cd $1; find . -type f -printf '%s\\n' | awk '{s+=$1} END {print s}'",
              served.mount().directory());
      assertThat(sizes).isEqualTo("199990000\n");
      assertThat(served.requests("lookup")).isZero();
      assertThat(served.requests("readdir")).isZero();
    }
  }
}
