// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.efc.mounter.process.ClientLife.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States x events: the table below has every cell that changes something, all others must not. */
class ClientLifeTest {
  private static final RestartPolicy POLICY =
      new RestartPolicy(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMillis(500));
  private static final ExitReason KILLED = new ExitReason.Signaled(9, false);
  private static final ExitReason UNREACHABLE = new ExitReason.Exited(10);
  private static final int GENERATION = 7;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** The present client, the one that waits for its lock, and one that was just started. */
  private static final ClientProcess C = new StubClient("C", 1);

  private static final ClientProcess N = new StubClient("N", 2);
  private static final ClientProcess X = new StubClient("X", 3);

  private static final Optional<NextClient> EARLY =
      Optional.of(new NextClient(N, NextClient.Why.EARLY));
  private static final Optional<NextClient> UPGRADE =
      Optional.of(new NextClient(N, NextClient.Why.UPGRADE));

  private static final Map<String, LifeState> STATES = new LinkedHashMap<>();
  private static final Map<String, LifeEvent> EVENTS = new LinkedHashMap<>();

  static {
    STATES.put("New", new LifeState.New());
    STATES.put("Launching", new LifeState.Launching(false));
    STATES.put("Launching first", new LifeState.Launching(true));
    STATES.put("Starting C", new LifeState.Starting(C, false, 0));
    STATES.put("Starting C first", new LifeState.Starting(C, true, 0));
    STATES.put("Serving C", new LifeState.Serving(C, 0, Optional.empty(), Optional.empty()));
    STATES.put("Serving C UPGRADE N", new LifeState.Serving(C, 0, UPGRADE, Optional.empty()));
    STATES.put("Ending C", ending(Optional.empty()));
    STATES.put("Ending C EARLY N", ending(EARLY));
    STATES.put("Ending C UPGRADE N", ending(UPGRADE));
    STATES.put("Deciding", new LifeState.Deciding(Optional.empty()));
    STATES.put("Deciding EARLY N", new LifeState.Deciding(EARLY));
    STATES.put("BackingOff", new LifeState.BackingOff());
    STATES.put("Retiring", new LifeState.Retiring(Optional.empty()));
    STATES.put("Retiring C", new LifeState.Retiring(Optional.of(C)));
    STATES.put("Ended", new LifeState.Ended());

    EVENTS.put("Start", new LifeEvent.Start(false));
    EVENTS.put("Adopt X", new LifeEvent.Adopt(X, SECOND));
    EVENTS.put("Launched X", new LifeEvent.Launched(X, SECOND));
    EVENTS.put("LaunchFailed", new LifeEvent.LaunchFailed("no memory", SECOND));
    EVENTS.put("LaunchedEarly X", new LifeEvent.LaunchedEarly(X));
    EVENTS.put("C serves", new LifeEvent.Serves(C, SECOND));
    EVENTS.put("N serves", new LifeEvent.Serves(N, SECOND));
    EVENTS.put("C begins to end", new LifeEvent.EndBegan(C, SECOND));
    EVENTS.put("N begins to end", new LifeEvent.EndBegan(N, SECOND));
    EVENTS.put("C is dead", new LifeEvent.EndComplete(C, KILLED, SECOND));
    EVENTS.put("N is dead", new LifeEvent.EndComplete(N, KILLED, SECOND));
    EVENTS.put("Decided: another", new LifeEvent.Decided(true, SECOND));
    EVENTS.put("Decided: none", new LifeEvent.Decided(false, SECOND));
    EVENTS.put("Due", new LifeEvent.Due(GENERATION));
    EVENTS.put("Due late", new LifeEvent.Due(GENERATION - 1));
    EVENTS.put("ExpectUpgrade X", new LifeEvent.ExpectUpgrade(X));
    EVENTS.put("ForgetUpgrade", new LifeEvent.ForgetUpgrade());
    EVENTS.put("Retire", new LifeEvent.Retire());
    EVENTS.put("Abandon", new LifeEvent.Abandon());
    EVENTS.put("Resume", new LifeEvent.Resume(SECOND));
    EVENTS.put("C hangs", new LifeEvent.Hung(1, "hung"));
    EVENTS.put("N hangs", new LifeEvent.Hung(2, "hung"));
    EVENTS.put("Release", new LifeEvent.Release());
  }

  /** State | event | next state | effects. */
  private static final String TABLE =
      """
      New                 | Start            | Launching           | Launch
      New                 | Adopt X          | Starting X          | Watch X, Probe X
      New                 | Launched X       | New                 | Kill X
      New                 | LaunchedEarly X  | New                 | Kill X
      New                 | Retire           | Ended               |
      New                 | Resume           | Launching           | Launch
      Launching           | Launched X       | Starting X          | Watch X, Probe X, TellLaunched X 7
      Launching           | LaunchFailed     | Deciding            | Ask
      Launching           | LaunchedEarly X  | Launching           | Kill X
      Launching           | Retire           | Retiring            |
      Launching first     | Launched X       | Starting X first    | Watch X, Probe X, TellLaunched X 7
      Launching first     | LaunchFailed     | Ended               |
      Launching first     | LaunchedEarly X  | Launching first     | Kill X
      Launching first     | Retire           | Retiring            |
      Starting C          | Launched X       | Starting C          | Kill X
      Starting C          | LaunchedEarly X  | Starting C          | Kill X
      Starting C          | C serves         | Serving C           | Log
      Starting C          | C begins to end  | Ending C            |
      Starting C          | C is dead        | Deciding            | Ask
      Starting C          | Retire           | Retiring C          |
      Starting C first    | Launched X       | Starting C first    | Kill X
      Starting C first    | LaunchedEarly X  | Starting C first    | Kill X
      Starting C first    | C serves         | Serving C           | Log
      Starting C first    | C begins to end  | Ending C first      |
      Starting C first    | C is dead        | Ended               |
      Starting C first    | Retire           | Retiring C          |
      Serving C           | Launched X       | Serving C           | Kill X
      Serving C           | LaunchedEarly X  | Serving C           | Kill X
      Serving C           | C begins to end  | Ending C            | LaunchEarly
      Serving C           | C is dead        | Deciding            | Ask
      Serving C           | ExpectUpgrade X  | Serving C UPGRADE X | Watch X
      Serving C           | Retire           | Retiring C          |
      Serving C           | C hangs          | Serving C hung      |
      Serving C UPGRADE N | Launched X       | Serving C UPGRADE N | Kill X
      Serving C UPGRADE N | LaunchedEarly X  | Serving C UPGRADE N | Kill X
      Serving C UPGRADE N | C begins to end  | Ending C UPGRADE N  |
      Serving C UPGRADE N | C is dead        | Starting N          | TellReplaced, Probe N, TellLaunched N 8
      Serving C UPGRADE N | N is dead        | Serving C           |
      Serving C UPGRADE N | ForgetUpgrade    | Serving C           |
      Serving C UPGRADE N | Retire           | Retiring C          | Kill N
      Serving C UPGRADE N | C hangs          | Serving C UPGRADE N hung |
      Ending C            | Launched X       | Ending C            | Kill X
      Ending C            | LaunchedEarly X  | Ending C EARLY X    | Watch X
      Ending C            | C is dead        | Deciding            | Ask
      Ending C            | Retire           | Retiring C          |
      Ending C EARLY N    | Launched X       | Ending C EARLY N    | Kill X
      Ending C EARLY N    | LaunchedEarly X  | Ending C EARLY N    | Kill X
      Ending C EARLY N    | C is dead        | Deciding EARLY N    | Ask
      Ending C EARLY N    | N is dead        | Ending C            |
      Ending C EARLY N    | Retire           | Retiring C          | Kill N
      Ending C UPGRADE N  | Launched X       | Ending C UPGRADE N  | Kill X
      Ending C UPGRADE N  | LaunchedEarly X  | Ending C UPGRADE N  | Kill X
      Ending C UPGRADE N  | C is dead        | Starting N          | TellReplaced, Probe N, TellLaunched N 8
      Ending C UPGRADE N  | N is dead        | Ending C            |
      Ending C UPGRADE N  | ForgetUpgrade    | Ending C            |
      Ending C UPGRADE N  | Retire           | Retiring C          | Kill N
      Deciding            | Launched X       | Deciding            | Kill X
      Deciding            | LaunchedEarly X  | Deciding EARLY X    | Watch X
      Deciding            | Decided: another | Launching           | Launch, Log
      Deciding            | Decided: none    | Ended               | Log
      Deciding            | Retire           | Ended               |
      Deciding EARLY N    | Launched X       | Deciding EARLY N    | Kill X
      Deciding EARLY N    | LaunchedEarly X  | Deciding EARLY N    | Kill X
      Deciding EARLY N    | N is dead        | Deciding            |
      Deciding EARLY N    | Decided: another | Starting N          | Probe N, TellLaunched N 8, Log
      Deciding EARLY N    | Decided: none    | Ended               | Kill N, Log
      Deciding EARLY N    | Retire           | Ended               | Kill N
      BackingOff          | Launched X       | BackingOff          | Kill X
      BackingOff          | LaunchedEarly X  | BackingOff          | Kill X
      BackingOff          | Due              | Launching           | Launch
      BackingOff          | Retire           | Ended               |
      BackingOff          | Resume           | Launching           | Launch
      Retiring            | Launched X       | Retiring X          | Watch X, TellLaunched X 7
      Retiring            | LaunchFailed     | Ended               |
      Retiring            | LaunchedEarly X  | Retiring            | Kill X
      Retiring            | Abandon          | Ended               |
      Retiring            | Resume           | Launching           |
      Retiring C          | Launched X       | Retiring C          | Kill X
      Retiring C          | LaunchedEarly X  | Retiring C          | Kill X
      Retiring C          | C is dead        | Ended               |
      Retiring C          | Resume           | Starting C          | Probe C
      Ended               | Launched X       | Ended               | Kill X
      Ended               | LaunchedEarly X  | Ended               | Kill X
      Ended               | Resume           | Launching           | Launch
      """;

  private static LifeState.Ending ending(Optional<NextClient> next) {
    return new LifeState.Ending(C, false, Optional.of(0L), SECOND / 2, next, Optional.empty());
  }

  private static ClientLife in(LifeState state) {
    return new ClientLife(POLICY, state, LifeHistory.begin(GENERATION), false);
  }

  private static String show(Step step) {
    String effects =
        step.effects().stream().map(ClientLifeTest::show).collect(Collectors.joining(", "));
    return show(step.life().state()) + " | " + effects;
  }

  private static String show(LifeState state) {
    String name = state.getClass().getSimpleName();
    return switch (state) {
      case LifeState.New _, LifeState.BackingOff _, LifeState.Ended _ -> name;
      case LifeState.Launching(boolean failFast) -> name + first(failFast);
      case LifeState.Starting(var client, boolean failFast, var _) ->
          name + " " + client + first(failFast);
      case LifeState.Serving(var client, var _, var next, var hung) ->
          name + " " + client + show(next) + (hung.isPresent() ? " hung" : "");
      case LifeState.Ending(var client, boolean failFast, var _, var _, var next, var _) ->
          name + " " + client + first(failFast) + show(next);
      case LifeState.Deciding(var early) -> name + show(early);
      case LifeState.Retiring(var running) -> name + running.map(client -> " " + client).orElse("");
    };
  }

  private static String first(boolean failFast) {
    return failFast ? " first" : "";
  }

  private static String show(Optional<NextClient> next) {
    return next.map(waiting -> " " + waiting.why() + " " + waiting.process()).orElse("");
  }

  private static String show(LifeEffect effect) {
    String name = effect.getClass().getSimpleName();
    return switch (effect) {
      case LifeEffect.Watch(var client) -> name + " " + client;
      case LifeEffect.Probe(var client) -> name + " " + client;
      case LifeEffect.Kill(var client) -> name + " " + client;
      case LifeEffect.TellLaunched(var process, int generation) ->
          name + " " + List.of("C", "N", "X").get(process.pid() - 1) + " " + generation;
      default -> name;
    };
  }

  private static Map<String, String> expected(String state) {
    Map<String, String> cells = new LinkedHashMap<>();
    EVENTS.keySet().forEach(event -> cells.put(event, state + " | "));
    for (String line : TABLE.split("\n", -1)) {
      String[] cell = line.split("\\|", -1);
      if (cell.length == 4 && cell[0].strip().equals(state)) {
        assertThat(cells).as("events of the table").containsKey(cell[1].strip());
        cells.put(cell[1].strip(), cell[2].strip() + " | " + cell[3].strip());
      }
    }
    return cells;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "New",
        "Launching",
        "Launching first",
        "Starting C",
        "Starting C first",
        "Serving C",
        "Serving C UPGRADE N",
        "Ending C",
        "Ending C EARLY N",
        "Ending C UPGRADE N",
        "Deciding",
        "Deciding EARLY N",
        "BackingOff",
        "Retiring",
        "Retiring C",
        "Ended"
      })
  void eachEventLeadsWhereTheTableSays(String state) {
    LifeState from = Optional.ofNullable(STATES.get(state)).orElseThrow();
    Map<String, String> seen = new LinkedHashMap<>();
    EVENTS.forEach((name, event) -> seen.put(name, show(in(from).on(event))));
    assertThat(seen).isEqualTo(expected(state));
  }

  @Test
  void everyLineOfTheTableIsOfAStateAndStatesAreAllTried() {
    List<String> states =
        TABLE.lines().map(line -> line.split("\\|", -1)[0].strip()).distinct().toList();
    assertThat(states).containsExactlyInAnyOrderElementsOf(STATES.keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"New", "Serving C", "Ending C EARLY N", "Deciding", "BackingOff", "Ended"})
  void nothingIsLaunchedOnceItIsReleased(String state) {
    ClientLife released =
        in(Optional.ofNullable(STATES.get(state)).orElseThrow()).on(new LifeEvent.Release()).life();
    EVENTS.forEach(
        (name, event) -> {
          String step = show(released.on(event));
          assertThat(step).as(name).doesNotContain("Launch,").doesNotEndWith("Launch");
          assertThat(step).as(name).doesNotContain("LaunchEarly");
        });
  }

  private static Step after(LifeState state, LifeEvent... events) {
    Step step = new Step(in(state), List.of());
    for (LifeEvent event : events) {
      step = step.life().on(event);
    }
    return step;
  }

  @Test
  void aClientThatHardlyServedIsNotFollowedEarly() {
    LifeState serving = new LifeState.Serving(C, 0, Optional.empty(), Optional.empty());
    long tooSoon = POLICY.stable().toNanos() - 1;
    assertThat(after(serving, new LifeEvent.EndBegan(C, tooSoon)).effects()).isEmpty();
  }

  @Test
  void clientsThatHardlyServeAreFollowedLaterAndLater() {
    ClientLife life = in(new LifeState.Launching(false));
    Duration[] delays = new Duration[4];
    for (int i = 0; i < delays.length; i++) {
      life = life.on(new LifeEvent.Launched(C, 0)).life();
      life = life.on(new LifeEvent.EndComplete(C, KILLED, 1)).life();
      Step decided = life.on(new LifeEvent.Decided(true, 2));
      delays[i] =
          decided.effects().getFirst() instanceof LifeEffect.LaunchAfter(Duration wait, int _)
              ? wait
              : Duration.ZERO;
      life = decided.life().on(new LifeEvent.Due(decided.life().history().generation())).life();
    }
    assertThat(delays)
        .containsExactly(
            Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400));
    assertThat(life.history().generation()).isEqualTo(GENERATION + delays.length);
  }

  @Test
  void theStallIsFromTheBeginningOfTheFirstEndUntilAClientServes() {
    Step served =
        after(
            new LifeState.Serving(C, 0, Optional.empty(), Optional.empty()),
            new LifeEvent.EndBegan(C, SECOND),
            new LifeEvent.EndComplete(C, KILLED, SECOND + 20),
            new LifeEvent.Decided(true, SECOND + 21),
            new LifeEvent.LaunchFailed("no memory", SECOND + 30),
            new LifeEvent.Decided(true, SECOND + 31),
            new LifeEvent.Due(GENERATION + 1),
            new LifeEvent.Launched(X, SECOND + 40),
            new LifeEvent.Serves(X, SECOND + 100));
    Outage first = new Outage(GENERATION, KILLED, SECOND);
    assertThat(served.effects()).contains(new LifeEffect.TellServed(first, SECOND + 100));
    assertThat(served.life().history().lastStall()).contains(Duration.ofNanos(100));
    assertThat(served.life().history().outage()).isEmpty();
  }

  @Test
  void whoWasKilledSinceItHungIsSaidToHaveHung() {
    Step dead =
        after(
            new LifeState.Serving(C, 0, Optional.empty(), Optional.empty()),
            new LifeEvent.Hung(1, "hung for 15 s"),
            new LifeEvent.EndBegan(C, SECOND),
            new LifeEvent.EndComplete(C, KILLED, SECOND));
    assertThat(dead.effects())
        .containsExactly(new LifeEffect.Ask(new ExitReason.Hung("hung for 15 s")));
  }

  @Test
  void aFirstStartThatFailsIsTheCallersToTell() {
    Step dead =
        after(
            new LifeState.Launching(true),
            new LifeEvent.Launched(C, 0),
            new LifeEvent.EndBegan(C, 1),
            new LifeEvent.EndComplete(C, UNREACHABLE, 2));
    assertThat(dead.life().state()).isEqualTo(new LifeState.Ended());
    assertThat(dead.life().history().lastExit()).contains(UNREACHABLE);
    assertThat(dead.effects()).isEmpty();
  }

  @Test
  void anUpgradeIsRefusedUnlessAClientServes() {
    assertThat(in(new LifeState.Serving(C, 0, Optional.empty(), Optional.empty())).upgradeRefusal())
        .isEmpty();
    assertThat(in(new LifeState.Serving(C, 0, UPGRADE, Optional.empty())).upgradeRefusal())
        .contains("another upgrade is under way");
    assertThat(in(ending(Optional.empty())).upgradeRefusal()).contains("its client is ending");
    assertThat(in(new LifeState.BackingOff()).upgradeRefusal())
        .contains("its client is backing-off");
  }
}
