// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.answer.Step;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.state.InodeTable;
import org.efc.client.state.TableFullException;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.wire.ListingOut;

/**
 * The answer to one READDIR or READDIRPLUS. To the kernel a position is 0 for the start, a number
 * of ours after "." and "..", and otherwise the storage's cookie of the last name, which may be any
 * other of 64 bits: a listing goes on at its place with nothing but that, also in another process.
 *
 * <p>"." and ".." are ours; hidden names are left out. With READDIRPLUS each name with attributes
 * counts a lookup, but "." and "..".
 */
final class Listing {
  private static final Name DOT = Name.of(".");
  private static final Name DOT_DOT = Name.of("..");

  // Any storage may have 1 and 2; these are as good as random.
  private static final long AFTER_DOT = 0x7a3f_91c5_4546_432eL;
  private static final long AFTER_DOT_DOT = 0x7a3f_91c5_4546_432fL;
  private static final int TYPE_SHIFT = 12;
  private static final int DIRECTORY_TYPE = FileType.DIRECTORY.modeBits() >> TYPE_SHIFT;

  // Bytes that an entry takes, with a usual name.
  private static final int PLAIN_BYTES = 48;
  private static final int PLUS_BYTES = 184;
  private static final int LEAST = 32;
  private static final int MOST = 512;

  private final Backend backend;
  private final InodeTable inodes;
  private final Replies replies;
  private final PendingRequest request;
  private final long nodeid;
  private final Handle directory;
  private final Caller caller;
  private final DirectoryStream stream;
  private final ListingOut out;
  private final int wanted;
  private long[] counted = new long[LEAST];
  private int count;
  private boolean reverified;

  Listing(
      Backend backend,
      InodeTable inodes,
      Replies replies,
      PendingRequest request,
      Caller caller,
      long nodeid,
      DirectoryStream stream,
      int size) {
    this.backend = backend;
    this.inodes = inodes;
    this.replies = replies;
    this.request = request;
    this.nodeid = nodeid;
    this.stream = stream;
    this.directory = inodes.handle(nodeid);
    this.caller = caller;
    this.out = request.listingOut();
    int each = out.withAttributes() ? PLUS_BYTES : PLAIN_BYTES;
    this.wanted = Math.clamp(Math.max(size, 0) / each, LEAST, MOST);
  }

  void answer(long offset) {
    if (offset == 0) {
      out.add(DOT, number(nodeid), AFTER_DOT, DIRECTORY_TYPE);
    }
    if (offset == 0 || offset == AFTER_DOT) {
      long parent = inodes.inode(nodeid).parent();
      out.add(DOT_DOT, number(parent), AFTER_DOT_DOT, DIRECTORY_TYPE);
    }
    goOn(isOurs(offset) ? 0 : offset);
  }

  private static boolean isOurs(long position) {
    return position == AFTER_DOT || position == AFTER_DOT_DOT;
  }

  private long number(long node) {
    return Replies.shown(inodes.isKnown(node) ? inodes.inode(node).number() : node);
  }

  private void goOn(long cookie) {
    if (stream.goesOnAfter(cookie)) {
      ask(cookie);
    } else {
      unlessEndless(() -> ask(cookie));
    }
  }

  /**
   * A listing that was led back goes on, but not without end: ELOOP, as the kernel's client has it.
   */
  private void unlessEndless(Runnable next) {
    backend.getattr(
        caller,
        directory,
        Step.then(
            request,
            now -> {
              if (stream.isEndless(now)) {
                request.error(Errno.ELOOP);
              } else {
                next.run();
              }
            }));
  }

  private void ask(long cookie) {
    long now = System.nanoTime();
    // Attributes of an earlier reply are older than this request: the kernel would take them over
    // newer ones, and show our own writes and removals undone.
    Optional<DirectoryStream.Part> rest =
        out.withAttributes() ? Optional.empty() : stream.after(cookie, now);
    if (rest.isPresent()) {
      fill(rest.get());
      return;
    }
    backend.readdir(
        caller,
        directory,
        cookie == 0 ? DirectoryPosition.START : new DirectoryPosition(cookie, stream.verifier()),
        wanted,
        Step.then(request, page -> arrived(cookie, page, now), errno -> failed(cookie, errno)));
  }

  private void arrived(long cookie, DirectoryPage page, long now) {
    if (page.entries().stream().anyMatch(entry -> isOurs(entry.cookie()))) {
      request.error(Errno.EOVERFLOW);
      return;
    }
    stream.verifier(page.verifier());
    DirectoryStream.Part part = new DirectoryStream.Part(cookie, page.entries(), page.end(), now);
    if (stream.leadBack(page.entries())) {
      unlessEndless(() -> fill(part));
    } else {
      fill(part);
    }
  }

  /**
   * EINVAL for a cookie says that its verifier is of another time (NFS3ERR_BAD_COOKIE): a
   * predecessor's, or the directory changed. The cookie goes with the present one, as a rule.
   */
  private void failed(long cookie, Errno errno) {
    if (errno != Errno.EINVAL || cookie == 0 || reverified) {
      request.error(errno);
      return;
    }
    reverified = true;
    backend.readdir(
        caller,
        directory,
        DirectoryPosition.START,
        1,
        Step.then(
            request,
            page -> {
              stream.verifier(page.verifier());
              goOn(cookie);
            }));
  }

  /** Adds what fits, and keeps the rest. An empty answer would be the end of the directory. */
  private void fill(DirectoryStream.Part part) {
    List<DirectoryEntry> entries = part.entries();
    long last = part.after();
    int next = 0;
    while (next < entries.size() && add(entries.get(next))) {
      last = entries.get(next).cookie();
      next++;
    }
    stream.telling(entries.subList(0, next));
    stream.keep(
        new DirectoryStream.Part(
            last, entries.subList(next, entries.size()), part.end(), part.since()));
    boolean all = next == entries.size();
    if (all && !part.end() && out.size() == 0) {
      goOn(last);
    } else {
      reply();
    }
  }

  /** Whether there was room for it, or it needs none. */
  private boolean add(DirectoryEntry entry) {
    if (HiddenNames.isHidden(nodeid, entry.name())) {
      return true;
    }
    Optional<Attributes> attributes = entry.entry().map(found -> found.attributes());
    long number = attributes.map(replies::number).orElse(Replies.shown(entry.fileid()));
    int type = attributes.map(known -> known.type().modeBits() >> TYPE_SHIFT).orElse(0);
    if (!out.add(entry.name(), number, entry.cookie(), type)) {
      return false;
    }
    if (out.withAttributes() && entry.entry().isPresent()) {
      try {
        Entry found = entry.entry().get();
        long node = replies.fillListed(out.entry(), found, nodeid);
        if (node != 0) {
          counted(node);
        }
      } catch (TableFullException e) {
        // The name goes without: the kernel looks it up if anyone wants it, and is told then.
      }
    }
    return true;
  }

  private void counted(long node) {
    if (count == counted.length) {
      counted = Arrays.copyOf(counted, 2 * count);
    }
    counted[count++] = node;
  }

  private void reply() {
    if (!request.listing()) {
      for (int i = 0; i < count; i++) {
        replies.forget(counted[i]);
      }
    }
  }
}
