// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CopyOnWriteArrayList;
import org.efc.fuse.abi.InitFlags;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.MemoryFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Mkdir;
import org.junit.jupiter.api.Test;

/** Requests that change something, as usual programs make them on a real mount. */
class MemoryFileSystemTest {
  private static String run(Served served, String script) throws InterruptedException {
    return Command.output("set -e; cd $1; " + script, served.mount().directory());
  }

  @Test
  void filesAreWrittenAppendedAndTruncated() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      assertThat(run(served, "echo one > f; echo two >> f; cat f; stat -c %s f"))
          .isEqualTo("one\ntwo\n8\n");
      assertThat(run(served, "truncate -s 3 f; cat f; truncate -s 5 f; od -An -c f | tr -s ' '"))
          .isEqualTo("one o n e \\0 \\0\n");
      assertThat(run(served, "echo new > f; cat f")).isEqualTo("new\n");
      assertThat(run(served, "printf X | dd of=f seek=1 bs=1 conv=notrunc status=none; cat f"))
          .isEqualTo("nXw\n");
    }
  }

  @Test
  void largeTransfersKeepEveryByte() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      String script =
          "seq 1 700000 > /tmp/efc-$$; cp /tmp/efc-$$ big; cmp big /tmp/efc-$$;"
              + "dd if=big of=copy bs=1M oflag=direct iflag=direct status=none; cmp big copy;"
              + "rm /tmp/efc-$$; wc -c < copy";
      assertThat(run(served, script)).isEqualTo("4788895\n");
    }
  }

  @Test
  void writesReach1MiBInOneRequest() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      run(served, "dd if=/dev/zero of=f bs=1M count=4 oflag=direct status=none");
      assertThat(served.requests("write")).isEqualTo(4);
    }
  }

  @Test
  void directoriesAreMadeListedAndRemoved() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      assertThat(run(served, "mkdir -p a/b/c; touch a/b/f; find . | sort"))
          .isEqualTo(".\n./a\n./a/b\n./a/b/c\n./a/b/f\n");
      assertThat(run(served, "rmdir a/b 2>&1 || true")).contains("Directory not empty");
      assertThat(run(served, "rm -r a; ls")).isEmpty();
    }
  }

  @Test
  void namesAreRenamedLinkedAndRemoved() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      assertThat(run(served, "echo x > f; mkdir d; mv f d/g; cat d/g; mv d e; cat e/g"))
          .isEqualTo("x\nx\n");
      assertThat(run(served, "ln e/g h; stat -c %h h; ln -s e/g s; readlink s; cat s"))
          .isEqualTo("2\ne/g\nx\n");
      assertThat(run(served, "echo y > k; mv -n k h; cat h; rm h s; ls")).isEqualTo("x\ne\nk\n");
    }
  }

  @Test
  void modeOwnerAndTimesAreSet() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      assertThat(run(served, "umask 027; touch f; mkdir d; stat -c %a f d"))
          .isEqualTo("640\n750\n");
      assertThat(run(served, "chmod 4711 f; chown 12:34 f; stat -c '%a %u %g' f"))
          .isEqualTo("711 12 34\n"); // chown drops the set-user-ID bit
      assertThat(run(served, "touch -d @-5 f; stat -c %Y f")).isEqualTo("-5\n");
    }
  }

  @Test
  void writingBySomeoneElseDropsTheSetUserIdBit() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      assumeTrue(Command.run("setpriv --version").status() == 0, "no setpriv(1)");
      run(served, "touch f g; chmod 6777 f g; echo by root > f");
      run(served, "setpriv --reuid 1000 --regid 1000 --clear-groups sh -c 'echo x >> g'");
      assertThat(run(served, "stat -c %a f g")).isEqualTo("6777\n777\n");
    }
  }

  @Test
  void specialFilesAreMade() throws Exception {
    try (Served served = Served.by(new MemoryFileSystem())) {
      assertThat(run(served, "mkfifo p; mknod n c 5 259; stat -c '%F %t:%T' p n"))
          .isEqualTo("fifo 0:0\ncharacter special file 5:103\n");
    }
  }

  @Test
  void creationCarriesTheSupplementaryGroupOfItsDirectory() throws Exception {
    var groups = new CopyOnWriteArrayList<String>();
    var fileSystem =
        new MemoryFileSystem() {
          @Override
          public synchronized void mkdir(Request request, Mkdir op) {
            groups.add(op.name() + " " + op.directoryGroup());
            super.mkdir(request, op);
          }
        };
    try (Served served = Served.by(fileSystem)) {
      assumeTrue(Command.run("setpriv --version").status() == 0, "no setpriv(1)");
      run(served, "mkdir d; chgrp 777 d; chmod 2777 d");
      assertThat(served.session().negotiated().orElseThrow().has(InitFlags.CREATE_SUPP_GROUP))
          .isTrue();
      run(served, "setpriv --reuid 1000 --regid 1000 --groups 5,777 mkdir d/e");
      assertThat(groups).containsExactly("d OptionalInt.empty", "e OptionalInt[777]");
    }
  }
}
