// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.sanity.SanityException;

/** Many processes of which each makes one call on a mount: see callers.c. */
final class Callers implements AutoCloseable {
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);

  private final Process process;
  private final BufferedReader lines;
  private final Writer commands;

  private Callers(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts them; they have their files open, and call at {@link #go}.
   *
   * @param program callers.c, compiled
   * @param kinds letters of s (statx), o (open), r (pread), w (pwrite), given out in turn
   * @param bytes of a pwrite, at least 4096
   */
  static Callers in(Path directory, String program, int count, String kinds, int bytes) {
    ProcessBuilder builder =
        new ProcessBuilder(program, directory.toString(), "" + count, kinds, "" + bytes);
    builder.directory(Path.of("/").toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    try {
      Callers callers = new Callers(builder.start());
      callers.expect("ready");
      return callers;
    } catch (IOException e) {
      throw new SanityException("can't start " + program, e);
    }
  }

  /** They call. Returns how many of them wait for the client, as "waiting 80". */
  String go() {
    return ask("go");
  }

  /**
   * What the SIGKILL of all of them did.
   *
   * @param ended how many have ended, ever
   * @param slowest from the SIGKILL of a process to its end
   * @param left how many still live after 20 s
   */
  record Killed(int ended, Duration slowest, int left) {}

  Killed kill() {
    String[] words = ask("kill").split(" ");
    return new Killed(
        Integer.parseInt(words[1]),
        Duration.of(Long.parseLong(words[3]), ChronoUnit.MICROS),
        Integer.parseInt(words[5]));
  }

  /** Gives them 20 s to return by themselves: "returned 80 failed 0 left 0". */
  String returned() {
    return ask("return");
  }

  private String ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw new SanityException("the callers have ended", e);
    }
    return line();
  }

  private void expect(String word) {
    String line = line();
    if (!line.equals(word)) {
      throw new SanityException("callers: " + line + " instead of " + word);
    }
  }

  private String line() {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                String read = lines.readLine();
                line.complete(read == null ? "ended" : read);
              } catch (IOException e) {
                line.completeExceptionally(e);
              }
            });
    try {
      return line.get(ANSWERED_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanityException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new SanityException("the callers say nothing", e);
    }
  }

  /** SIGKILL to all that are left. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
