// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.CookieCycle;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * One page of a directory by READDIRPLUS, or by READDIR if the server has no READDIRPLUS (RFC 1813
 * 3.3.16 and 3.3.17).
 *
 * <p>Names that no directory can have are left out. A cookie of 0 would lead callers to the start
 * for ever: ELOOP; other cookies may come again when the directory changes ({@link CookieCycle}).
 * NFS3ERR_BAD_COOKIE is tried once more with a zero verifier, since many servers only compare
 * verifiers; then it is EINVAL, which means: start again at {@link DirectoryPosition#START}. A
 * server may fail with NFS3ERR_STALE or _NOENT because an entry goes while it looks at it: as long
 * as the directory itself is there, it is asked again.
 */
final class Listing extends NfsCall {
  private static final int LEAST_REPLY = 4096;

  /** Fits, with room for what servers add, what can be decoded as a whole. */
  private static final int LARGEST_REPLY = 64 * 1024;

  /** What an entry with attributes, handle and a usual name takes. */
  private static final int ENTRY_BYTES = 200;

  /** Replies without one usable name that are followed before it is an error. */
  private static final int MAX_EMPTY = 64;

  /** How often one page may meet an entry that goes. */
  private static final int MAX_VANISHED = 20;

  /** The arguments that all pages of a listing have. */
  record Request(
      Procedures procedures,
      Caller caller,
      Handle directory,
      int maxEntries,
      AtomicBoolean withoutPlus,
      Completion<DirectoryPage> completion) {}

  private final Request request;
  private final boolean plus;
  private DirectoryPosition position;
  private int replyBytes;
  private int empty;
  private int vanished;
  private long verifier;
  private List<DirectoryEntry> entries = List.of();
  private boolean end;

  private Listing(Request request, boolean plus, DirectoryPosition position) {
    super(request.procedures.client(), plus ? Nfs3.READDIRPLUS : Nfs3.READDIR, request.caller);
    this.request = request;
    this.plus = plus;
    this.position = position;
    long bytes = 512 + (long) ENTRY_BYTES * request.maxEntries;
    this.replyBytes = Math.clamp(bytes, LEAST_REPLY, LARGEST_REPLY);
  }

  static void submit(Request request, DirectoryPosition position) {
    new Listing(request, !request.withoutPlus.get(), position).submit();
  }

  @Override
  protected void encodeArguments(XdrEncoder out) {
    FileXdr.putHandle(out, request.directory);
    out.putLong(position.cookie());
    out.putLong(position.verifier());
    out.putInt(replyBytes);
    if (plus) {
      out.putInt(replyBytes);
    }
  }

  @Override
  void decode(ReplyRecord reply) throws IOException {
    XdrDecoder in = reply.whole();
    FileXdr.skipAttributes(in);
    verifier = in.readLong();
    entries = new ArrayList<>();
    while (in.readBoolean()) {
      entries.add(readEntry(in));
    }
    end = in.readBoolean();
  }

  private DirectoryEntry readEntry(XdrDecoder in) {
    long fileid = in.readLong();
    Name name = Name.adopt(in.readOpaque(LARGEST_REPLY));
    long cookie = in.readLong();
    Optional<Entry> entry = Optional.empty();
    if (plus) {
      Optional<Attributes> attributes = FileXdr.readOptionalAttributes(in);
      Optional<Handle> handle = FileXdr.readOptionalHandle(in);
      if (attributes.isPresent() && handle.isPresent()) {
        entry = Optional.of(new Entry(handle.get(), attributes.get()));
      }
    }
    return new DirectoryEntry(name, fileid, cookie, entry);
  }

  @Override
  void done() {
    if (entries.stream().anyMatch(entry -> entry.cookie() == 0)) {
      failed(Errno.ELOOP); // the start: whoever goes on after this entry begins again
      return;
    }
    List<DirectoryEntry> named = entries.stream().filter(e -> e.name().isValid()).toList();
    if (named.isEmpty() && !end) {
      if (entries.isEmpty() || ++empty > MAX_EMPTY) {
        failed(Errno.EIO);
        return;
      }
      position = new DirectoryPosition(entries.getLast().cookie(), verifier);
      submit();
      return;
    }
    int most = Math.max(1, request.maxEntries);
    boolean cut = named.size() > most;
    List<DirectoryEntry> page = cut ? List.copyOf(named.subList(0, most)) : named;
    request.completion.succeeded(new DirectoryPage(page, verifier, end && !cut));
  }

  @Override
  void refused(int status) {
    if (status == NfsStatus.NFS3ERR_TOOSMALL && replyBytes < LARGEST_REPLY) {
      replyBytes = LARGEST_REPLY;
      submit();
    } else if (status == NfsStatus.NFS3ERR_BAD_COOKIE && position.verifier() != 0) {
      position = new DirectoryPosition(position.cookie(), 0);
      submit();
    } else if (isOfAnEntry(status) && ++vanished <= MAX_VANISHED) {
      request.procedures.getattr(
          caller(), request.directory, new Then<>(request.completion, attributes -> submit()));
    } else {
      super.refused(status);
    }
  }

  private static boolean isOfAnEntry(int status) {
    return status == NfsStatus.NFS3ERR_STALE || status == NfsStatus.NFS3ERR_NOENT;
  }

  @Override
  protected void failed(Errno errno) {
    if (errno == Errno.EOPNOTSUPP && plus) {
      request.withoutPlus.set(true);
      submit(request, position);
    } else {
      request.completion.failed(errno);
    }
  }
}
