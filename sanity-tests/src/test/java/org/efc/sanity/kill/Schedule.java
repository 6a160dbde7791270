// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What is killed, in which order and when: all of it from a seed. */
record Schedule(List<Blow> blows) {
  private static final int GENTLY_ONE_OF = 4;
  private static final int EARLY_ONE_OF = 6;
  private static final long LONGEST_DOWN_MILLIS = 1200;

  /**
   * One kill to be done.
   *
   * @param early whether not to wait until applications go on after the kill before: it may hit a
   *     client that only starts. Each client that ends soon delays the next one, up to 5 s, and a
   *     run of nothing but such kills would measure that delay
   * @param pause before it
   * @param down until it is started again; nothing for a client, which the session manager restarts
   */
  record Blow(Component component, boolean gently, boolean early, Duration pause, Duration down) {

    /** The same when applications have gone on for so long at least. */
    Blow afterAll(Duration least) {
      return new Blow(component, gently, false, pause.plus(least), down);
    }
  }

  Schedule {
    blows = List.copyOf(blows);
  }

  /**
   * Kills of these components.
   *
   * @param pause the mean; each is between a tenth and twice of it
   */
  static Schedule of(long seed, int kills, List<Component> components, Duration pause) {
    SplittableRandom random = new SplittableRandom(seed);
    long mean = pause.toMillis();
    List<Blow> blows = new ArrayList<>();
    while (blows.size() < kills) {
      Component component = choose(random, components);
      boolean gently = component.endsGently() && random.nextInt(GENTLY_ONE_OF) == 0;
      blows.add(
          new Blow(
              component,
              gently,
              random.nextInt(EARLY_ONE_OF) == 0,
              Duration.ofMillis(random.nextLong(mean / 10, 2 * mean)),
              component == Component.CLIENT
                  ? Duration.ZERO
                  : Duration.ofMillis(random.nextLong(LONGEST_DOWN_MILLIS))));
    }
    return new Schedule(blows);
  }

  private static Component choose(SplittableRandom random, List<Component> components) {
    int at = random.nextInt(components.stream().mapToInt(Component::weight).sum());
    for (Component component : components) {
      at -= component.weight();
      if (at < 0) {
        return component;
      }
    }
    throw new IllegalStateException("no component for " + at);
  }
}
