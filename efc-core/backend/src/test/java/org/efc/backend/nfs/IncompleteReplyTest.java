// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.contract.Calls;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers may leave out handles and attributes in every reply (RFC 1813 2.6): nobody sees it. */
@Timeout(30)
class IncompleteReplyTest {
  private static final Handle NEW = Handle.of(new byte[] {'n', 'e', 'w', '!'});

  private final FakeNas nas;
  private final NfsBackend backend;
  private final Calls calls;

  IncompleteReplyTest() throws IOException {
    nas = new FakeNas();
    nas.server
        .on(Nfs3.LOOKUP, call -> call.reply(new Wire().u32(0).string("new!").absent().absent()))
        .on(Nfs3.CREATE, call -> call.reply(new Wire().u32(0).absent().absent().noWcc()))
        .on(Nfs3.MKDIR, call -> call.reply(new Wire().u32(0).absent().absent().noWcc()))
        .on(Nfs3.SYMLINK, call -> call.reply(new Wire().u32(0).absent().absent().noWcc()))
        .on(Nfs3.MKNOD, call -> call.reply(new Wire().u32(0).absent().absent().noWcc()))
        .on(Nfs3.SETATTR, call -> call.reply(new Wire().u32(0).noWcc()))
        .on(Nfs3.LINK, call -> call.reply(new Wire().u32(0).absent().noWcc()));
    backend = nas.open("");
    calls = FakeNas.calls(backend);
  }

  @AfterEach
  void stop() throws IOException {
    backend.close();
    nas.close();
  }

  private void assertWhole(Entry entry) {
    assertThat(entry.handle()).isEqualTo(NEW);
    assertThat(entry.attributes().size()).isEqualTo(1000);
  }

  @Test
  void lookup() {
    assertWhole(calls.lookup(backend.root(), "x"));
  }

  @Test
  void create() {
    assertWhole(calls.create(backend.root(), "x"));
    assertWhole(
        calls.create(
            backend.root(),
            Name.of("x"),
            new CreateMode.Exclusive(1),
            AttributeChange.ofMode(0600)));
  }

  @Test
  void createWithAHandleButNoAttributes() {
    nas.server.on(
        Nfs3.CREATE, call -> call.reply(new Wire().u32(0).handle("new!").absent().noWcc()));
    assertWhole(calls.create(backend.root(), "x"));
    assertThat(nas.server.calls(Nfs3.LOOKUP)).isEmpty();
  }

  @Test
  void createWithAttributesButNoHandle() {
    nas.server.on(
        Nfs3.CREATE, call -> call.reply(new Wire().u32(0).absent().attributes(1, 5, 7).noWcc()));
    assertWhole(calls.create(backend.root(), "x"));
  }

  @Test
  void mkdirSymlinkAndMknod() {
    assertWhole(calls.mkdir(backend.root(), "x"));
    assertWhole(calls.symlink(backend.root(), "x", new byte[] {'t'}));
    assertWhole(calls.mknod(backend.root(), "x", FileType.FIFO, DeviceNumber.NONE));
  }

  @Test
  void setattrAndLink() {
    Attributes changed = calls.setattr(NEW, AttributeChange.ofMode(0600));
    assertThat(changed.size()).isEqualTo(1000);
    assertThat(calls.link(NEW, backend.root(), "x").size()).isEqualTo(1000);
  }

  @Test
  void accessReadlinkAndStatfs() {
    nas.server
        .on(Nfs3.ACCESS, call -> call.reply(new Wire().u32(0).absent().u32(0x1f)))
        .on(Nfs3.READLINK, call -> call.reply(new Wire().u32(0).absent().string("to")))
        .on(
            Nfs3.FSSTAT,
            call ->
                call.reply(
                    new Wire()
                        .u32(0)
                        .absent()
                        .u64(-1)
                        .u64(50)
                        .u64(40)
                        .u64(9)
                        .u64(8)
                        .u64(7)
                        .u32(0)));
    assertThat(calls.access(NEW, 7)).as("LOOKUP is X_OK of a directory").isEqualTo(7);
    assertThat(calls.readlink(NEW)).containsExactly('t', 'o');
    assertThat(calls.statfs().totalBytes()).as("2^64 - 1").isEqualTo(Long.MAX_VALUE);
    assertThat(calls.statfs().availableFiles()).isEqualTo(7);
  }

  @Test
  void whatFollowsMayFailTheCall() {
    nas.server.on(Nfs3.LOOKUP, call -> call.reply(new Wire().u32(2).absent()));
    assertThat(errnoOf(() -> calls.mkdir(backend.root(), "x"))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void aServerWithoutExclusiveCreationIsAskedForGuarded() {
    nas.server.on(
        Nfs3.CREATE,
        call -> {
          ByteBuffer how = call.afterHandle().position(8);
          if (how.getInt() == 2) {
            call.reply(new Wire().u32(10004).noWcc());
          } else {
            call.reply(new Wire().u32(0).handle("new!").absent().noWcc());
          }
        });
    assertWhole(
        calls.create(
            backend.root(),
            Name.of("xxxx"),
            new CreateMode.Exclusive(1),
            AttributeChange.ofMode(0600)));
    assertThat(nas.server.calls(Nfs3.CREATE)).hasSize(2);
    assertThat(nas.server.calls(Nfs3.CREATE).get(1).afterHandle().getInt(8)).isEqualTo(1);
  }
}
