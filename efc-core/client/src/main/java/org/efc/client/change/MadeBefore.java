// SPDX-License-Identifier: Apache-2.0
package org.efc.client.change;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.efc.backend.Backend;
import org.efc.backend.Completion;
import org.efc.backend.Entry;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Step;
import org.efc.common.Errno;

/**
 * A request that makes a name, and may have made it in an earlier process. A storage that remembers
 * says which. With another, what has the name now is taken for what was made if it looks like it:
 * that is wrong only when someone else made the like of it, in the time from the kill to the resent
 * request.
 */
public final class MadeBefore {
  private final Backend backend;
  private final ExactlyOnce once;
  private final ClientMetrics metrics;

  public MadeBefore(Backend backend, ExactlyOnce once, ClientMetrics metrics) {
    this.backend = backend;
    this.once = once;
    this.metrics = metrics;
  }

  /**
   * The end of the call that makes the name.
   *
   * @param looksLikeIt whether an object may be the one that was made
   * @param next what to do with the object
   */
  public Completion<Entry> made(NewName place, Predicate<Entry> looksLikeIt, Consumer<Entry> next) {
    return made(place, looksLikeIt, next, next);
  }

  /**
   * The same.
   *
   * @param found what to do with an object that was found instead of made
   */
  public Completion<Entry> made(
      NewName place, Predicate<Entry> looksLikeIt, Consumer<Entry> found, Consumer<Entry> next) {
    return once.call(
        place.request(),
        place.intent(),
        next,
        errno -> {
          if (errno == Errno.EEXIST && once.mustGuess(place.intent())) {
            find(place, looksLikeIt, found);
          } else {
            once.refuse(place.request(), place.intent(), errno);
          }
        });
  }

  /** Goes on with what has the name, if it may be what was to be made; else EEXIST. */
  public void find(NewName place, Predicate<Entry> looksLikeIt, Consumer<Entry> found) {
    backend.lookup(
        place.caller(),
        place.directory(),
        place.name(),
        Step.then(
            place.request(),
            entry -> {
              if (looksLikeIt.test(entry)) {
                metrics.repeated.increment();
                place.intent().done(entry);
                found.accept(entry);
              } else {
                once.refuse(place.request(), place.intent(), Errno.EEXIST);
              }
            }));
  }
}
