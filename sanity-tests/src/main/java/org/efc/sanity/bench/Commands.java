// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efc.sanity.Program;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Node;

/**
 * How long a person waits for a command, next to a Java program that does nothing ({@code java
 * -version}): from its start to its end, and no volume is mounted.
 */
final class Commands {
  private static final int STARTS = 20;
  private static final String PEER = "java -version";

  private final Distribution distribution;

  Commands(Distribution distribution) {
    this.distribution = distribution;
  }

  void measure() {
    try (Node node = Node.create(distribution)) {
      node.startSessionManager();
      String socket = "--socket=" + node.sessionManagerSocket();
      Map<String, List<String>> commands = new LinkedHashMap<>();
      commands.put(PEER, List.of(java(), "-version"));
      commands.put("efc --help", distribution.command(List.of("--help")));
      commands.put("efc status", distribution.command(List.of("status", socket)));
      // Refused: a mount itself is mostly the start of its client, which "footprint" has.
      List<String> refused = new ArrayList<>(List.of("mount", socket, "file:///", "/proc"));
      commands.put("efc mount, refused", distribution.command(refused));
      Map<String, Samples> millis = new LinkedHashMap<>();
      for (int i = 0; i < STARTS; i++) {
        commands.forEach(
            (name, command) ->
                millis
                    .computeIfAbsent(name, ignored -> new Samples())
                    .add(Program.of(command).run().took().toNanos() / 1e6));
      }
      print(millis);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void print(Map<String, Samples> millis) {
    System.out.printf("%nCommands, from start to end; median of %d in turns (range)%n", STARTS);
    double peer = millis.getOrDefault(PEER, new Samples()).median();
    System.out.printf("  %-38s %22s %12s%n", "[ms]", "", "/ java");
    millis.forEach(
        (name, samples) ->
            System.out.printf(
                "  %-38s %22s %12s%n",
                name,
                Samples.number(samples.median()) + " (" + samples.range() + ")",
                Samples.number(samples.median() / peer)));
  }
}
