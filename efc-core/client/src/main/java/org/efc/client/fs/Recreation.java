// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.Request;

/**
 * A request that makes something and may have been done before, by a predecessor that was killed
 * between the storage's answer and its own: the kernel sends it again, marked as resent. When the
 * name is there then, and what has it looks like what was to be made, it was.
 *
 * <p>That is right as long as nobody else made the same name at that moment: the kernel lets no
 * other process of this node into the directory meanwhile, but another node might have been first.
 */
final class Recreation {
  private final Volume volume;

  Recreation(Volume volume) {
    this.volume = volume;
  }

  /**
   * The end of a call that makes {@code name}.
   *
   * @param looksLikeIt whether an object may be the one that was made
   * @param next what to do with the object
   */
  Step<Entry> made(
      Request request,
      Caller caller,
      Handle directory,
      Name name,
      Predicate<Entry> looksLikeIt,
      Consumer<Entry> next) {
    return Step.then(
        request,
        next,
        errno -> {
          if (errno == Errno.EEXIST && request.isResent()) {
            find(request, caller, directory, name, looksLikeIt, next);
          } else {
            request.error(errno);
          }
        });
  }

  /** Goes on with what has the name, if it may be what was to be made; else EEXIST. */
  void find(
      Request request,
      Caller caller,
      Handle directory,
      Name name,
      Predicate<Entry> looksLikeIt,
      Consumer<Entry> next) {
    volume
        .backend()
        .lookup(
            caller,
            directory,
            name,
            Step.then(
                request,
                entry -> {
                  if (looksLikeIt.test(entry)) {
                    volume.metrics().repeated.increment();
                    next.accept(entry);
                  } else {
                    request.error(Errno.EEXIST);
                  }
                }));
  }
}
