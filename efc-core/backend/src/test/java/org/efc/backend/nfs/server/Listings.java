// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.util.OptionalInt;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;

/** READDIR and READDIRPLUS (RFC 1813 3.3.16 and 3.3.17); "." and ".." are left out. */
final class Listings {
  /** What all cookies go with; a client may say 0 for any. */
  private static final long VERIFIER = 0x7e57_0001;

  private static final int NFS3ERR_BAD_COOKIE = 10003;
  private static final int ENTRY_BYTES = 200;

  private final BlockingBackend storage;
  private final Backend backend;

  Listings(BlockingBackend storage) {
    this.storage = storage;
    this.backend = storage.backend();
  }

  Results list(Call call, Nfs3Call procedure, Arguments in, Results out) {
    Handle directory = in.handle();
    long cookie = in.u64();
    long verifier = in.u64();
    int first = in.u32();
    int bytes = procedure == Nfs3Call.READDIRPLUS ? in.u32() : first;
    requireDirectory(call, directory);
    OptionalInt refusal = refusal(cookie, verifier);
    if (refusal.isPresent()) {
      out.out().u32(refusal.getAsInt());
      return out.after(directory);
    }
    int most = Math.max(1, bytes / ENTRY_BYTES);
    DirectoryPosition position = new DirectoryPosition(out.fault().cookie(cookie), 0);
    DirectoryPage page =
        out.fault()
            .page(
                call,
                storage.await(
                    "listing", c -> backend.readdir(call.caller(), directory, position, most, c)));
    out.ok().after(directory).out().u64(VERIFIER);
    page.entries().forEach(entry -> entry(entry, procedure, out));
    out.out().u32(0, page.end() ? 1 : 0);
    return out;
  }

  private void requireDirectory(Call call, Handle directory) {
    Attributes attributes =
        storage.await("directory", c -> backend.getattr(call.caller(), directory, c));
    if (attributes.type() != FileType.DIRECTORY) {
      throw new BackendException("no directory", Errno.ENOTDIR);
    }
  }

  private static OptionalInt refusal(long cookie, long verifier) {
    boolean good = cookie == 0 || verifier == 0 || verifier == VERIFIER;
    return good ? OptionalInt.empty() : OptionalInt.of(NFS3ERR_BAD_COOKIE);
  }

  private static void entry(DirectoryEntry entry, Nfs3Call procedure, Results out) {
    Fault fault = out.fault();
    long fileid =
        entry.entry().map(e -> fault.attributes(e.attributes()).fileid()).orElse(entry.fileid());
    out.out().u32(1).u64(fileid).opaque(entry.name().toBytes()).u64(entry.cookie());
    if (procedure == Nfs3Call.READDIRPLUS) {
      out.after(entry.entry().map(e -> e.attributes()));
      if (entry.entry().isPresent() && fault.tellsHandles()) {
        out.out().u32(1).opaque(entry.entry().get().handle().toBytes());
      } else {
        out.out().u32(0);
      }
    }
  }
}
