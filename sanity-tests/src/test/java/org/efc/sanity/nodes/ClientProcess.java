// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/** A process that runs operations on a mount: nobody else touches it. */
final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter lines;
  private final BufferedReader outcomes;

  private ClientProcess(Process process) {
    this.process = process;
    this.lines =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.outcomes =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Compiles the program into a directory. */
  static Path compile(Path directory) {
    return compile("operations", directory);
  }

  /** Compiles a program of this package into a directory. */
  static Path compile(String name, Path directory) {
    Path source = directory.resolve(name + ".c");
    try (InputStream text =
        Optional.ofNullable(ClientProcess.class.getResourceAsStream(name + ".c"))
            .orElseThrow(() -> new SanityException("no resource " + name + ".c"))) {
      Files.copy(text, source);
    } catch (IOException e) {
      throw new SanityException("can't unpack " + source, e);
    }
    Path program = directory.resolve(name);
    Program.of("gcc", "-O2", "-w", "-o", program.toString(), source.toString()).output();
    return program;
  }

  static ClientProcess start(Path program, Path mount) {
    try {
      return new ClientProcess(
          new ProcessBuilder(program.toString(), mount.toString())
              .directory(Path.of("/").toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new SanityException("can't start " + program, e);
    }
  }

  /** Has a batch done, all at one go. */
  CompletableFuture<List<Outcome>> run(List<Operation> operations) {
    CompletableFuture<List<Outcome>> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (Operation operation : operations) {
                  lines.write(operation.line());
                  lines.newLine();
                }
                lines.write(".\n");
                lines.flush();
                done.complete(read(operations.size()));
              } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private List<Outcome> read(int count) throws IOException {
    List<Outcome> all = new ArrayList<>(count);
    while (all.size() < count) {
      String line = outcomes.readLine();
      if (line == null) {
        throw new IOException("the process has ended");
      }
      all.add(Outcome.parse(line));
    }
    return all;
  }

  /** Has one operation done that must succeed. */
  Outcome one(Operation operation) {
    return await(run(List.of(operation)), Duration.ofMinutes(1)).getFirst();
  }

  static List<Outcome> await(CompletableFuture<List<Outcome>> batch, Duration limit) {
    try {
      return batch.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanityException("interrupted", e);
    } catch (TimeoutException e) {
      throw new Violation("operations hang: not done after " + limit);
    } catch (ExecutionException e) {
      throw new SanityException("a client process failed", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new SanityException("process " + process.pid() + " can't be killed: a hung mount");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
