// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.state.Intent;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;

/**
 * A request that makes a name, and may have made it in an earlier process. A storage that remembers
 * says which. With another, what has the name now is taken for what was made if it looks like it:
 * that is wrong only when someone else made the like of it, in the time from the kill to the resent
 * request.
 */
final class Recreation {
  private final Volume volume;

  Recreation(Volume volume) {
    this.volume = volume;
  }

  /** What has the name that is to be made. */
  record Place(PendingRequest request, Intent intent, Caller caller, Handle directory, Name name) {

    /** Whether an object may be the one that was made. */
    boolean mayHaveMade(Entry entry, FileType type) {
      Attributes attributes = entry.attributes();
      // What root makes belongs to someone else where root is squashed.
      boolean owned = caller.uid() == 0 || attributes.uid() == caller.uid();
      return attributes.type() == type && owned;
    }
  }

  /**
   * The end of the call that makes the name.
   *
   * @param looksLikeIt whether an object may be the one that was made
   * @param next what to do with the object
   */
  Completion<Entry> made(Place place, Predicate<Entry> looksLikeIt, Consumer<Entry> next) {
    return made(place, looksLikeIt, next, next);
  }

  /**
   * The same.
   *
   * @param found what to do with an object that was found instead of made
   */
  Completion<Entry> made(
      Place place, Predicate<Entry> looksLikeIt, Consumer<Entry> found, Consumer<Entry> next) {
    return volume
        .once()
        .call(
            place.request,
            place.intent,
            next,
            errno -> {
              if (errno == Errno.EEXIST && volume.once().mustGuess(place.intent)) {
                find(place, looksLikeIt, found);
              } else {
                volume.once().refuse(place.request, place.intent, errno);
              }
            });
  }

  /** Goes on with what has the name, if it may be what was to be made; else EEXIST. */
  void find(Place place, Predicate<Entry> looksLikeIt, Consumer<Entry> found) {
    volume
        .backend()
        .lookup(
            place.caller,
            place.directory,
            place.name,
            Step.then(
                place.request,
                entry -> {
                  if (looksLikeIt.test(entry)) {
                    volume.metrics().repeated.increment();
                    place.intent.done(entry);
                    found.accept(entry);
                  } else {
                    volume.once().refuse(place.request, place.intent, Errno.EEXIST);
                  }
                }));
  }
}
