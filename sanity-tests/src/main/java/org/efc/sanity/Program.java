// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A command that ends by itself, run with a deadline, its output kept. */
public final class Program {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(60);

  private final List<String> command;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Duration limit = USUAL_LIMIT;
  private Path directory = Path.of("/");

  private Program(List<String> command) {
    this.command = List.copyOf(command);
  }

  /**
   * What a command did.
   *
   * @param status its exit status
   * @param took from start to end
   */
  public record Outcome(List<String> command, int status, String out, String err, Duration took) {

    /** This outcome, when the status is 0; otherwise throws with what the command printed. */
    public Outcome succeeded() {
      if (status != 0) {
        throw new SanityException(
            "exit status " + status + " of " + String.join(" ", command) + "\n" + out + err);
      }
      return this;
    }
  }

  public static Program of(String... command) {
    return new Program(List.of(command));
  }

  public static Program of(List<String> command) {
    return new Program(command);
  }

  /** A line of shell. */
  public static Program shell(String line) {
    return of("sh", "-c", line);
  }

  public Program limit(Duration limit) {
    this.limit = limit;
    return this;
  }

  public Program in(Path directory) {
    this.directory = directory;
    return this;
  }

  public Program with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /**
   * Runs it to its end.
   *
   * @throws SanityException when it can't be started or does not end within the limit; it is killed
   *     then
   */
  public Outcome run() {
    long begin = System.nanoTime();
    Process process = start();
    CompletableFuture<String> out = drain(process.getInputStream());
    CompletableFuture<String> err = drain(process.getErrorStream());
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new SanityException(
            "not done after " + limit + ", killed: " + String.join(" ", command));
      }
      return new Outcome(
          command,
          process.exitValue(),
          out.get(5, TimeUnit.SECONDS),
          err.get(5, TimeUnit.SECONDS),
          Duration.ofNanos(System.nanoTime() - begin));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new SanityException("interrupted while running " + command, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new SanityException("no output from " + command, e);
    }
  }

  /** Runs it, and throws unless it exits with 0; returns what it printed on standard output. */
  public String output() {
    return run().succeeded().out();
  }

  private Process start() {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new SanityException("can't start " + String.join(" ", command), e);
    }
  }

  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException | UncheckedIOException e) {
                text.completeExceptionally(e);
              }
            });
    return text;
  }
}
