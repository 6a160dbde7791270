// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;
import org.efc.sanity.node.Daemon;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.Node;
import org.efc.sanity.node.PrivateDirectory;

/**
 * Prints footprint, start and throughput of a client next to libfuse's C example (passthrough_ll)
 * on the same directory of a tmpfs. Medians of runs that take turns, so that the load of the
 * machine hits all alike; compare within one run only. Arguments name the parts to do; {@code
 * volumes} is done only when named.
 */
public final class Bench {
  private static final String FOOTPRINT = "footprint";
  private static final String VOLUMES = "volumes";
  private static final String THROUGHPUT = "throughput";
  private static final String COMMANDS = "cli";
  private static final List<String> PARTS = List.of(FOOTPRINT, COMMANDS, VOLUMES, THROUGHPUT);
  private static final int STARTS = 5;
  private static final int ROUNDS = 5;
  private static final int SMALL_FILES = 2000;
  private static final Path TMPFS = Path.of("/dev/shm");

  private final Distribution distribution = Distribution.built();
  private final Path home;
  private final Path backing;
  private final CTools tools;

  private Bench(Path home) throws IOException {
    this.home = home;
    this.backing = Files.createDirectory(home.resolve("backing"));
    this.tools = CTools.compile(home);
  }

  public static void main(String[] args) throws IOException {
    List<String> parts =
        args.length == 0 ? List.of(FOOTPRINT, COMMANDS, THROUGHPUT) : List.of(args);
    if (!PARTS.containsAll(parts)) {
      System.out.println("bench: parts are " + PARTS + ", not " + parts);
      System.exit(2);
    }
    Path home = PrivateDirectory.create(TMPFS, "efc-bench");
    try {
      new Bench(home).run(parts);
    } catch (SanityException e) {
      System.out.println("bench: failed " + e.getMessage());
      System.exit(1);
    } finally {
      if (MountTable.read().under(home).isEmpty()) {
        PrivateDirectory.delete(home);
      }
    }
  }

  private void run(List<String> parts) throws IOException {
    System.out.printf(
        "%nEFC bench: %d cores, %s, load %s; peer: libfuse's passthrough_ll (C)%n",
        Runtime.getRuntime().availableProcessors(), kernel(), load());
    if (parts.contains(FOOTPRINT)) {
      footprint();
    }
    if (parts.contains(COMMANDS)) {
      new Commands(distribution).measure();
    }
    if (parts.contains(VOLUMES)) {
      new ManyVolumes(distribution, home, backing).measure();
    }
    if (parts.contains(THROUGHPUT)) {
      throughput();
    }
  }

  private void footprint() {
    Footprint footprint = new Footprint(tools, home, backing);
    Footprint.Result peer = Footprint.Result.empty();
    Footprint.Result client = Footprint.Result.empty();
    for (int i = 0; i < STARTS; i++) {
      footprint.peer(peer);
      footprint.client(client, distribution.directory().resolve("bin/efc"));
    }
    System.out.printf(
        "%nOne process, one volume, file:// on tmpfs; median of %d (range)%n", STARTS);
    System.out.printf("  %-38s %20s %22s %10s%n", "", "C example", "EFC client", "EFC / C");
    row(
        "spawn to first answered request [ms]",
        peer.firstAnswerMillis(),
        client.firstAnswerMillis());
    row("idle PSS [MiB]", peer.pssMib(), client.pssMib());
    System.out.println("  load " + load());
  }

  private static void row(String name, Samples peer, Samples client) {
    System.out.printf(
        "  %-38s %20s %22s %10s%n",
        name,
        Samples.number(peer.median()) + " (" + peer.range() + ")",
        Samples.number(client.median()) + " (" + client.range() + ")",
        Samples.number(client.median() / peer.median()));
  }

  private void throughput() throws IOException {
    List<Workload> workloads =
        List.of(
            Workload.sequentialWrite(),
            Workload.sequentialRead(),
            Workload.randomRead(),
            Workload.smallFiles(tools.metadata(), SMALL_FILES));
    Map<String, Map<String, Samples>> table = new LinkedHashMap<>();
    String before = load();
    try (Node node = Node.create(distribution)) {
      node.startSessionManager();
      Path efc = Files.createDirectory(home.resolve("efc"));
      Path peer = Files.createDirectory(home.resolve("peer"));
      String socket = "--socket=" + node.sessionManagerSocket();
      distribution.efc("mount", socket, "file://" + backing, efc.toString()).output();
      try (Daemon example = startPeer(peer)) {
        List<Subject> subjects =
            List.of(
                new Subject("native", backing),
                new Subject("C example", peer),
                new Subject("EFC", efc));
        for (int round = 0; round < ROUNDS; round++) {
          for (Workload workload : workloads) {
            for (Subject subject : subjects) {
              record(table, workload, subject);
            }
          }
        }
        example.requireAlive();
      } finally {
        Program.of("umount", "-l", peer.toString()).run();
        distribution.efc("umount", socket, efc.toString()).run();
      }
    }
    print(table, before);
    System.out.println("\nThe commands (DIR is the directory of each):");
    workloads.forEach(workload -> System.out.println("  " + workload.text()));
  }

  private Daemon startPeer(Path point) {
    List<String> command =
        List.of(
            tools.peer().toString(),
            "-f",
            "-o",
            "source=" + backing + ",cache=auto,allow_other,default_permissions",
            point.toString());
    Daemon daemon = Daemon.start("C example", command, Map.of(), home.resolve("peer.log"));
    org.efc.sanity.Await.until(
        "the C example to mount",
        java.time.Duration.ofSeconds(10),
        () -> {
          daemon.requireAlive();
          return !MountTable.read().at(point).isEmpty();
        });
    return daemon;
  }

  private static void record(
      Map<String, Map<String, Samples>> table, Workload workload, Subject subject) {
    List<Double> measured = workload.measure(subject);
    for (int i = 0; i < measured.size(); i++) {
      table
          .computeIfAbsent(workload.rates().get(i), ignored -> new LinkedHashMap<>())
          .computeIfAbsent(subject.name(), ignored -> new Samples())
          .add(measured.get(i));
    }
  }

  private static void print(Map<String, Map<String, Samples>> table, String before) {
    System.out.printf("%nThroughput on the same tmpfs; median of %d rounds in turns%n", ROUNDS);
    System.out.printf(
        "  %-38s %12s %12s %12s %12s %10s%n",
        "", "native", "C example", "EFC", "EFC/native", "EFC / C");
    table.forEach(
        (rate, by) -> {
          double bare = median(by, "native");
          double peer = median(by, "C example");
          double efc = median(by, "EFC");
          System.out.printf(
              "  %-38s %12s %12s %12s %12s %10s%n",
              rate,
              Samples.number(bare),
              Samples.number(peer),
              Samples.number(efc),
              Samples.number(efc / bare),
              Samples.number(efc / peer));
        });
    System.out.printf("  load before %s, after %s%n", before, load());
  }

  private static double median(Map<String, Samples> by, String subject) {
    Samples samples = by.get(subject);
    if (samples == null) {
      throw new SanityException("nothing was measured on " + subject);
    }
    return samples.median();
  }

  private static String load() {
    return Program.of("cut", "-d ", "-f1-3", "/proc/loadavg").output().strip();
  }

  private static String kernel() {
    return Program.of("uname", "-sr").output().strip();
  }
}
