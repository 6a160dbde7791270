// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.efc.mounter.process.LifeState.BackingOff;
import org.efc.mounter.process.LifeState.Deciding;
import org.efc.mounter.process.LifeState.Ended;
import org.efc.mounter.process.LifeState.Ending;
import org.efc.mounter.process.LifeState.Launching;
import org.efc.mounter.process.LifeState.New;
import org.efc.mounter.process.LifeState.Retiring;
import org.efc.mounter.process.LifeState.Serving;
import org.efc.mounter.process.LifeState.Starting;

/**
 * What follows from what happens to the clients of one volume. Pure: states x events -> states and
 * effects; no thread, no clock, no process.
 *
 * <pre>
 *   New -> Launching -> Starting -> Serving -> Ending -> Deciding -> BackingOff -> Launching ...
 *             |            |           |          |          |           |
 *             '------------+-----------+- Retire -+----------+-----------'--> Retiring -> Ended
 * </pre>
 *
 * <p>An event that a state does not expect comes too late and changes nothing.
 *
 * @param released whether another session manager will adopt the client: nothing is launched
 */
record ClientLife(RestartPolicy policy, LifeState state, LifeHistory history, boolean released) {

  /** What an event leads to. */
  record Step(ClientLife life, List<LifeEffect> effects) {}

  /**
   * @param generation how many clients served the mount before
   */
  static ClientLife begin(RestartPolicy policy, int generation) {
    return new ClientLife(policy, new New(), LifeHistory.begin(generation), false);
  }

  Step on(LifeEvent event) {
    return switch (event) {
      case LifeEvent.Start(boolean failFast) ->
          state instanceof New && !released ? launch(failFast) : unchanged();
      case LifeEvent.Adopt(ClientProcess client, long at) ->
          state instanceof New
              ? to(
                  new Starting(client, false, at),
                  new LifeEffect.Watch(client),
                  new LifeEffect.Probe(client))
              : unchanged();
      case LifeEvent.Launched(ClientProcess client, long at) -> launched(client, at);
      case LifeEvent.LaunchFailed(String message, long at) -> launchFailed(message, at);
      case LifeEvent.LaunchedEarly(ClientProcess client) -> launchedEarly(client);
      case LifeEvent.Serves(ClientProcess client, long at) -> serves(client, at);
      case LifeEvent.EndBegan(ClientProcess client, long at) -> endBegan(client, at);
      case LifeEvent.EndComplete(ClientProcess client, ExitReason reason, long at) ->
          endComplete(client, reason, at);
      case LifeEvent.Decided(boolean another, long at) -> decided(another, at);
      case LifeEvent.Due(int generation) ->
          state instanceof BackingOff && generation == history.generation() && !released
              ? launch(false)
              : unchanged();
      case LifeEvent.ExpectUpgrade(ClientProcess next) -> expectUpgrade(next);
      case LifeEvent.ForgetUpgrade() -> forgetUpgrade();
      case LifeEvent.Retire() -> retire();
      case LifeEvent.Abandon() ->
          state.equals(new Retiring(Optional.empty())) ? to(new Ended()) : unchanged();
      case LifeEvent.Resume(long at) -> resume(at);
      case LifeEvent.Hung(int pid, String why) -> hung(pid, why);
      case LifeEvent.Release() -> new Step(new ClientLife(policy, state, history, true), List.of());
    };
  }

  /** Why no client of another version can be expected now; empty when one can. */
  Optional<String> upgradeRefusal() {
    return switch (state) {
      case Serving serving when serving.next().isEmpty() -> Optional.empty();
      case Serving _ -> Optional.of("another upgrade is under way");
      case Ending _ -> Optional.of("its client is ending");
      default -> Optional.of("its client is " + state.label().label());
    };
  }

  private Step launched(ClientProcess client, long at) {
    return switch (state) {
      case Launching(boolean failFast) ->
          to(
              new Starting(client, failFast, at),
              new LifeEffect.Watch(client),
              new LifeEffect.Probe(client),
              tellLaunched(client, history));
      // It stays until it is told to stop: an unmount may want its dirty pages written.
      case Retiring(Optional<ClientProcess> running) when running.isEmpty() ->
          to(
              new Retiring(Optional.of(client)),
              new LifeEffect.Watch(client),
              tellLaunched(client, history));
      default -> released ? unchanged() : to(state, new LifeEffect.Kill(client));
    };
  }

  private Step launchFailed(String message, long at) {
    ExitReason reason = new ExitReason.NotStarted(message);
    return switch (state) {
      case Launching(boolean failFast) ->
          ended(reason, failFast, Optional.empty(), at, at, Optional.empty());
      case Retiring(Optional<ClientProcess> running) when running.isEmpty() ->
          with(history.withLastExit(reason)).to(new Ended());
      default -> unchanged();
    };
  }

  private Step launchedEarly(ClientProcess client) {
    Optional<NextClient> early = Optional.of(new NextClient(client, NextClient.Why.EARLY));
    return switch (state) {
      case Ending(var process, var failFast, var since, long began, var next, var hung)
          when next.isEmpty() ->
          to(
              new Ending(process, failFast, since, began, early, hung),
              new LifeEffect.Watch(client));
      case Deciding(Optional<NextClient> known) when known.isEmpty() ->
          to(new Deciding(early), new LifeEffect.Watch(client));
      default -> to(state, new LifeEffect.Kill(client));
    };
  }

  private Step serves(ClientProcess client, long at) {
    if (!(state instanceof Starting(ClientProcess process, boolean _, long since))
        || !process.equals(client)) {
      return unchanged();
    }
    List<LifeEffect> effects = new ArrayList<>();
    history.outage().ifPresent(outage -> effects.add(new LifeEffect.TellServed(outage, at)));
    effects.add(
        new LifeEffect.Log(
            System.Logger.Level.INFO,
            "client "
                + client.identity().pid()
                + " serves after "
                + TimeUnit.NANOSECONDS.toMillis(at - since)
                + " ms"));
    return with(history.served(at))
        .to(new Serving(client, at, Optional.empty(), Optional.empty()), effects);
  }

  private Step endBegan(ClientProcess client, long at) {
    return switch (state) {
      case Starting(ClientProcess process, boolean failFast, long _) when process.equals(client) ->
          to(
              new Ending(
                  client, failFast, Optional.empty(), at, Optional.empty(), Optional.empty()));
      case Serving(ClientProcess process, long since, var next, var hung)
          when process.equals(client) -> {
        Ending ending = new Ending(client, false, Optional.of(since), at, next, hung);
        boolean stable = Duration.ofNanos(at - since).compareTo(policy.stable()) >= 0;
        yield next.isEmpty() && stable && !released
            ? to(ending, new LifeEffect.LaunchEarly())
            : to(ending);
      }
      default -> unchanged();
    };
  }

  private Step endComplete(ClientProcess client, ExitReason seen, long at) {
    if (released && !(state instanceof Retiring)) {
      return unchanged();
    }
    if (state.client().filter(client::equals).isEmpty()) {
      return nextEnded(client);
    }
    return switch (state) {
      case Starting(var _, boolean failFast, var _) ->
          ended(seen, failFast, Optional.empty(), at, at, Optional.empty());
      case Serving(var _, long since, var next, var hung) ->
          ended(hung.orElse(seen), false, Optional.of(since), at, at, next);
      case Ending(var _, boolean failFast, var since, long began, var next, var hung) ->
          ended(hung.orElse(seen), failFast, since, began, at, next);
      case Retiring _ -> with(history.withLastExit(seen)).to(new Ended());
      default -> unchanged();
    };
  }

  /** The client that was to take over is dead. */
  private Step nextEnded(ClientProcess client) {
    return switch (state) {
      case Serving(var process, long since, var next, var hung) when is(next, client) ->
          to(new Serving(process, since, Optional.empty(), hung));
      case Ending(var process, var failFast, var since, long began, var next, var hung)
          when is(next, client) ->
          to(new Ending(process, failFast, since, began, Optional.empty(), hung));
      case Deciding(Optional<NextClient> early) when is(early, client) ->
          to(new Deciding(Optional.empty()));
      default -> unchanged();
    };
  }

  private static boolean is(Optional<NextClient> next, ClientProcess client) {
    return next.filter(waiting -> waiting.process().equals(client)).isPresent();
  }

  private Step ended(
      ExitReason reason,
      boolean failFast,
      Optional<Long> servingSince,
      long began,
      long at,
      Optional<NextClient> next) {
    if (next.isPresent() && next.get().isForUpgrade()) {
      return promote(history.replaced(at), next.get(), at, List.of(new LifeEffect.TellReplaced()));
    }
    Duration served = servingSince.map(since -> Duration.ofNanos(at - since)).orElse(Duration.ZERO);
    LifeHistory after = history.ended(reason, began, policy.count(history.failures(), served));
    // A first start that failed is the caller's to tell.
    return failFast
        ? with(after).to(new Ended())
        : with(after).to(new Deciding(next), new LifeEffect.Ask(reason));
  }

  private Step decided(boolean another, long at) {
    if (!(state instanceof Deciding(Optional<NextClient> early)) || released) {
      return unchanged();
    }
    String reason = history.lastExit().map(ExitReason::describe).orElse("");
    if (!another) {
      List<LifeEffect> effects = kill(early);
      effects.add(warning("client ended, " + reason + "; there is no next one yet"));
      return to(new Ended(), effects);
    }
    // The line of the log comes last: applications wait for the next client.
    if (early.isPresent()) {
      Step step = promote(history, early.get(), at, List.of());
      step.effects().add(warning("client ended, " + reason + "; the next one was launched early"));
      return step;
    }
    Duration delay = policy.delay(history.failures());
    LifeEffect line =
        warning("client ended, " + reason + "; the next one after " + delay.toMillis() + " ms");
    if (delay.isZero()) {
      Step step = launch(false);
      step.effects().add(line);
      return step;
    }
    return to(new BackingOff(), new LifeEffect.LaunchAfter(delay, history.generation()), line);
  }

  private static LifeEffect warning(String message) {
    return new LifeEffect.Log(System.Logger.Level.WARNING, message);
  }

  /** The client that waited for the lock goes on. */
  private Step promote(LifeHistory before, NextClient next, long at, List<LifeEffect> first) {
    LifeHistory after = before.nextGeneration();
    List<LifeEffect> effects = new ArrayList<>(first);
    effects.add(new LifeEffect.Probe(next.process()));
    effects.add(tellLaunched(next.process(), after));
    return with(after).to(new Starting(next.process(), false, at), effects);
  }

  private Step expectUpgrade(ClientProcess next) {
    if (upgradeRefusal().isPresent() || !(state instanceof Serving serving)) {
      return unchanged();
    }
    NextClient upgrade = new NextClient(next, NextClient.Why.UPGRADE);
    return to(
        new Serving(serving.process(), serving.since(), Optional.of(upgrade), serving.hung()),
        new LifeEffect.Watch(next));
  }

  private Step forgetUpgrade() {
    return switch (state) {
      case Serving(var process, long since, var _, var hung) ->
          to(new Serving(process, since, Optional.empty(), hung));
      case Ending(var process, var failFast, var since, long began, var next, var hung)
          when next.filter(NextClient::isForUpgrade).isPresent() ->
          to(new Ending(process, failFast, since, began, Optional.empty(), hung));
      default -> unchanged();
    };
  }

  private Step retire() {
    return switch (state) {
      case Launching _ -> to(new Retiring(Optional.empty()));
      case Starting starting -> to(new Retiring(Optional.of(starting.process())));
      case Serving serving ->
          to(new Retiring(Optional.of(serving.process())), kill(serving.next()));
      case Ending ending -> to(new Retiring(Optional.of(ending.process())), kill(ending.next()));
      case Deciding(Optional<NextClient> early) -> to(new Ended(), kill(early));
      case New _, BackingOff _ -> to(new Ended());
      case Retiring _, Ended _ -> unchanged();
    };
  }

  private static List<LifeEffect> kill(Optional<NextClient> next) {
    List<LifeEffect> effects = new ArrayList<>();
    next.ifPresent(waiting -> effects.add(new LifeEffect.Kill(waiting.process())));
    return effects;
  }

  private Step resume(long at) {
    return switch (state) {
      case Retiring(Optional<ClientProcess> running) ->
          running
              .map(client -> to(new Starting(client, false, at), new LifeEffect.Probe(client)))
              .orElseGet(() -> to(new Launching(false)));
      case New _, BackingOff _, Ended _ -> released ? unchanged() : launch(false);
      case Launching _, Starting _, Serving _, Ending _, Deciding _ -> unchanged();
    };
  }

  private Step hung(int pid, String why) {
    return state instanceof Serving(var process, long since, var next, var hung)
            && hung.isEmpty()
            && process.identity().pid() == pid
        ? to(new Serving(process, since, next, Optional.of(new ExitReason.Hung(why))))
        : unchanged();
  }

  private Step launch(boolean failFast) {
    return with(history.nextGeneration())
        .to(new Launching(failFast), new LifeEffect.Launch(failFast));
  }

  private static LifeEffect tellLaunched(ClientProcess client, LifeHistory now) {
    return new LifeEffect.TellLaunched(client.identity(), now.generation());
  }

  private ClientLife with(LifeHistory next) {
    return new ClientLife(policy, state, next, released);
  }

  private Step unchanged() {
    return new Step(this, List.of());
  }

  private Step to(LifeState next, LifeEffect... effects) {
    return to(next, Arrays.asList(effects));
  }

  private Step to(LifeState next, List<LifeEffect> effects) {
    return new Step(new ClientLife(policy, next, history, released), new ArrayList<>(effects));
  }
}
