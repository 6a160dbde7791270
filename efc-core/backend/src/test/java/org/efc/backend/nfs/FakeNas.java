// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.time.Duration;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.contract.Calls;
import org.efc.backend.source.Source;

/**
 * A fake server that can be mounted: MOUNT and NFS on one port, as cloud NAS has them, with a root
 * of the handle "root". Tests change what they are about.
 */
final class FakeNas implements AutoCloseable {
  static final Handle FILE = Handle.of(new byte[] {'f', 'i', 'l', 'e'});
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  final FakeServer server;

  FakeNas() throws IOException {
    this(FakeServer.onLoopback());
  }

  FakeNas(FakeServer server) {
    this.server = server;
    server.on(FakeServer.MOUNT, 1, call -> call.reply(granted()));
    server.on(FakeServer.MOUNT, 3, call -> call.reply(new Wire()));
    server.on(
        Nfs3.GETATTR, call -> call.reply(new Wire().u32(0).fattr(isRoot(call) ? 2 : 1, 5, 1000)));
    server.on(Nfs3.FSINFO, call -> call.reply(fsinfo(1 << 20, 1 << 20, Long.MAX_VALUE)));
    server.on(
        Nfs3.PATHCONF, call -> call.reply(new Wire().u32(0).absent().u32(32000, 255, 1, 1, 0, 1)));
  }

  private static boolean isRoot(FakeServer.Call call) {
    return call.arguments().getInt(4) == 0x726f6f74; // "root"
  }

  static Wire granted() {
    return new Wire().u32(0).string("root").u32(2, 1, 0); // AUTH_SYS and AUTH_NONE
  }

  static Wire fsinfo(long maxRead, long maxWrite, long maxFileSize) {
    return new Wire()
        .u32(0)
        .absent()
        .u32(maxRead, maxRead, 4096, maxWrite, maxWrite, 4096, 65536)
        .u64(maxFileSize)
        .u32(0, 1, 0x1b);
  }

  Source.Nfs source(String path, String options) {
    return (Source.Nfs)
        Source.parse(
            "nfs://127.0.0.1:%d%s?mountport=%d%s"
                .formatted(server.port(), path, server.port(), options));
  }

  /** Mounts it with one connection. */
  NfsBackend open(String options) {
    return NfsBackend.open(source("/export", "&connections=1" + options), DEADLINE);
  }

  /** Blocking calls on a backend, as root. */
  static Calls calls(NfsBackend backend) {
    return new Calls(backend, Caller.ROOT);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
