// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A distribution's {@code bin/efc}: what that script would become, without running it. A container
 * image has no shell, and elsewhere applications wait for it after a crash.
 *
 * <p>{@code lib/java.args} says that a distribution can be started so: a version that can't must
 * not have it, since the session manager of another version may be the one that starts it.
 *
 * @param home the directory above {@code bin}
 */
public record EfcProgram(Path home) {
  private static final String CLIENT = "client";
  private static final String SESSION_MANAGER = "sessmgr";

  /** As in the script: what holds unless the environment says something else. */
  private static final Map<String, String> DEFAULTS = Map.of("MALLOC_ARENA_MAX", "2");

  /** As in the script: what holds whatever the environment says. */
  private static final Map<String, String> FIXED = Map.of("LC_ALL", "C.UTF-8");

  /** Whether this program can be started, by a shell or without. */
  public static boolean isThere(Path program) {
    return of(program).isPresent() || Files.isExecutable(program);
  }

  /** A launch that needs no shell where it is one of a distribution; else the same. */
  static Launch direct(Launch launch) {
    List<String> command = launch.command();
    if (command.size() < 2) {
      return launch;
    }
    return of(Path.of(command.getFirst()))
        .flatMap(efc -> efc.java(command, launch.environment()))
        .map(
            java ->
                new Launch(
                    java,
                    complete(launch.environment()),
                    launch.log(),
                    launch.device(),
                    launch.lock()))
        .orElse(launch);
  }

  private static Optional<EfcProgram> of(Path program) {
    return program.isAbsolute() && program.endsWith(Path.of("bin", "efc"))
        ? Optional.of(new EfcProgram(program.resolve("../..").normalize()))
            .filter(efc -> Files.isReadable(efc.lib("java.args")))
        : Optional.empty();
  }

  private Optional<List<String>> java(List<String> command, Map<String, String> environment) {
    List<String> words = new ArrayList<>();
    words.add(javaProgram(environment));
    words.add("@" + lib("java.args"));
    switch (command.get(1)) {
      case CLIENT -> {
        words.add("@" + lib("client.args"));
        if (Files.isReadable(lib("client.aot"))) {
          words.add("-XX:AOTCache=" + lib("client.aot"));
        }
        words.addAll(options(environment));
        words.addAll(List.of("-p", lib("client").toString()));
        words.addAll(List.of("-m", "org.efc.client/org.efc.client.ClientMain"));
      }
      case SESSION_MANAGER -> {
        words.add("@" + lib("mounter.args"));
        words.addAll(options(environment));
        words.add("-Defc.home=" + home);
        words.addAll(List.of("-cp", lib("mounter") + "/*"));
        words.addAll(List.of("org.efc.mounter.cli.EfcMain", SESSION_MANAGER));
      }
      default -> {
        return Optional.empty();
      }
    }
    words.addAll(command.subList(2, command.size()));
    return Optional.of(words);
  }

  /** Its own Java, the one that the environment names, or the one that runs us: known to do. */
  private String javaProgram(Map<String, String> environment) {
    Path own = home.resolve("runtime/bin/java");
    return Files.isExecutable(own)
        ? own.toString()
        : environment.getOrDefault("EFC_JAVA", System.getProperty("java.home") + "/bin/java");
  }

  private static List<String> options(Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("EFC_JAVA_OPTS", "").split("\\s+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static Map<String, String> complete(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(DEFAULTS);
    all.putAll(environment);
    all.putAll(FIXED);
    return all;
  }

  private Path lib(String name) {
    return home.resolve("lib").resolve(name);
  }
}
