// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Random operations by two clients on each of two nodes, all at once, each outcome compared with
 * what the model says is allowed, and what is on the server with the model's last state.
 *
 * <p>It goes by rounds. In each, every directory belongs to one client: it alone changes what is in
 * it, and all four look. Between rounds everything stands still. When a directory goes to a client
 * of the other node, mostly nobody changes it for some rounds: what that node did by names that it
 * still had from before would leave open what is there, and what is not known is not checked.
 */
final class Checker {
  private static final int CLIENTS = 4;
  private static final int OPERATIONS = 50;
  private static final int COMPARED_EACH = 10;
  private static final int REST = 12;
  private static final int RUSHED = 4;
  private static final int REMEMBERED = 40;
  private static final int REMEMBERED_CHANGES = 400;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> TOPS = List.of("d0", "d1", "d2", "d3", "d4", "d5");

  private final List<ClientProcess> clients;
  private final ServerSide server;
  private final Model model;
  private final Mutations mutations;
  private final Observations observations;
  private final Random random;
  private final List<Generator> generators;
  private final List<Integer> owners = new ArrayList<>();
  private final int[] restUntil = new int[TOPS.size()];
  private final Deque<Step> latest = new ArrayDeque<>();
  private final Map<String, Deque<Step>> changes = new TreeMap<>();
  private final Map<Integer, String> opened = new TreeMap<>();
  private long done;
  private long succeeded;
  private int rounds;
  private Duration slowest = Duration.ZERO;

  /**
   * @param clients the first two on one node, the others on another
   * @param export the server's directory; gets the directories that the clients use
   */
  Checker(List<ClientProcess> clients, Path export, Promise promise, long seed) {
    this.clients = clients;
    this.server = new ServerSide(export);
    this.model = new Model(promise, TOPS);
    this.mutations = new Mutations(model);
    this.observations = new Observations(model);
    this.random = new Random(seed);
    this.generators =
        IntStream.range(0, CLIENTS).mapToObj(_ -> new Generator(random.nextLong(), TOPS)).toList();
    TOPS.forEach(_ -> owners.add(random.nextInt(CLIENTS)));
  }

  /** Makes the directories, at the server. */
  static void prepare(Path export) {
    try {
      for (String top : TOPS) {
        Files.createDirectory(export.resolve(top));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What a run was.
   *
   * @param unchecked looks at what was not known at that time
   * @param slowest the longest operation
   */
  record Report(long operations, long succeeded, long unchecked, Duration slowest) {}

  /**
   * Goes on until so many operations are done.
   *
   * @throws Violation when one of them did what is not allowed
   */
  Report run(long operations) {
    try {
      first();
      while (done < operations) {
        round();
      }
      last();
    } catch (Violation e) {
      throw new Violation(e.getMessage() + remembered(e.toString()));
    }
    return new Report(done, succeeded, observations.unchecked(), slowest);
  }

  /** What was done last, and what was changed last in the directories that a message names. */
  private String remembered(String message) {
    StringBuilder text =
        new StringBuilder("\nin round " + rounds + ", after " + done + " operations; before it:");
    latest.forEach(step -> text.append("\n    ").append(step));
    boolean none = TOPS.stream().noneMatch(top -> message.contains(top + "/"));
    changes.forEach(
        (top, steps) -> {
          if (none || message.contains(top + "/")) {
            text.append("\n  changes in ").append(top);
            steps.forEach(step -> text.append("\n    ").append(step));
          }
        });
    return text.toString();
  }

  private void first() {
    List<List<Operation>> batches = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      batches.add(generators.get(client).first(owned(client)));
    }
    execute(batches);
  }

  private void round() {
    for (int i = 0; i < TOPS.size(); i++) {
      if (random.nextInt(3) == 0) {
        handOver(i, random.nextInt(CLIENTS));
      }
    }
    List<List<Operation>> batches = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      batches.add(generators.get(client).next(owned(client), OPERATIONS));
    }
    execute(batches);
    if (rounds % COMPARED_EACH == 0) {
      server.compare(model);
    }
  }

  private void handOver(int top, int owner) {
    int before = owners.set(top, owner);
    boolean sameNode = Step.node(before) == Step.node(owner);
    if (!sameNode && random.nextInt(RUSHED) != 0) {
      restUntil[top] = rounds + REST;
    }
  }

  private void last() {
    execute(generators.stream().map(Generator::last).toList());
    server.compare(model);
  }

  private Set<String> owned(int client) {
    Set<String> owned = new HashSet<>();
    for (int i = 0; i < TOPS.size(); i++) {
      if (owners.get(i) == client && restUntil[i] <= rounds) {
        owned.add(TOPS.get(i));
      }
    }
    return owned;
  }

  private void execute(List<List<Operation>> batches) {
    rounds++;
    long begin = System.nanoTime();
    List<CompletableFuture<List<Outcome>>> running = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      running.add(clients.get(client).run(batches.get(client)));
    }
    List<Look> looks = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      List<Outcome> outcomes = ClientProcess.await(running.get(client), LIMIT);
      for (int i = 0; i < outcomes.size(); i++) {
        steps.add(new Step(client, batches.get(client).get(i), outcomes.get(i)));
      }
    }
    model.round();
    for (Step step : steps) {
      long took = step.end() - step.start();
      model.took(took);
      slowest = Duration.ofNanos(Math.max(took, slowest.toNanos()));
    }
    // What was changed first, then what was seen: a look may have met any change of its time.
    for (Step step : steps) {
      done++;
      succeeded += step.outcome().succeeded() ? 1 : 0;
      if (Generator.changes(step.operation())) {
        remember(latest, step, REMEMBERED);
        remember(
            changes.computeIfAbsent(top(step), _ -> new ArrayDeque<>()), step, REMEMBERED_CHANGES);
        mutations.apply(step);
      } else {
        looks.add(new Look(step, mutations.handle(step)));
      }
    }
    looks.sort(Comparator.comparingLong(look -> look.step.start()));
    for (Look look : looks) {
      remember(latest, look.step, REMEMBERED);
      observations.check(look.step, look.handle);
    }
    long end = System.nanoTime();
    for (String top : model.takeUncertain()) {
      mutations.learned(top, server.learn(model, top, begin, end));
    }
  }

  /** The directory that a step changes; that of an open file is the one that it was opened in. */
  private String top(Step step) {
    String path = step.operation().path();
    if (path.isEmpty()) {
      return opened.getOrDefault(step.slot(), "");
    }
    if (step.operation().kind() == Operation.Kind.OPEN) {
      opened.put(step.slot(), Model.top(path));
    }
    return Model.top(path);
  }

  private static void remember(Deque<Step> steps, Step step, int most) {
    if (steps.size() == most) {
      steps.removeFirst();
    }
    steps.addLast(step);
  }

  private record Look(Step step, Optional<OpenHandle> handle) {}
}
