// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.efc.sanity.Await;
import org.efc.sanity.SanityException;

/**
 * A reader, a writer or a maker of files at work on a volume, in a process of its own: whoever
 * kills and restarts the volume's client must not hold files on it.
 */
public final class Load implements AutoCloseable {
  private static final Duration AT_WORK_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final Path directory;
  private final Thread follower;
  private volatile LoadReport latest = LoadReport.NONE;

  private Load(String name, Process process, Path directory) {
    this.name = name;
    this.process = process;
    this.directory = directory;
    this.follower = Thread.ofPlatform().daemon().name(name).unstarted(this::follow);
  }

  /** Starts a {@link Reader} in this directory and returns when it reads. */
  public static Load reader(Path directory) {
    return start("reader", Reader.class, directory);
  }

  /** Starts a {@link Writer} in this directory and returns when it writes. */
  public static Load writer(Path directory) {
    return start("writer", Writer.class, directory);
  }

  /** Starts a {@link Maker} in this directory and returns when it makes files. */
  public static Load maker(Path directory) {
    return start("maker", Maker.class, directory);
  }

  private static Load start(String name, Class<?> program, Path directory) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        Stream.concat(
                Stream.of(java, "-Xmx64m", "-XX:+UseSerialGC", "-cp", classes(program)),
                Stream.of(program.getName(), directory.toString()))
            .toList();
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .directory(new File("/"))
              .start();
      Load load = new Load(name, process, directory);
      load.follower.start();
      Await.until(
          name + " to be at work",
          AT_WORK_WITHIN,
          () -> load.latest.operations() > 0 || !process.isAlive());
      load.requireAlive();
      return load;
    } catch (IOException e) {
      throw new SanityException("can't start a " + name + " in " + directory, e);
    }
  }

  private static String classes(Class<?> program) {
    return Path.of(
            java.net.URI.create(
                program.getProtectionDomain().getCodeSource().getLocation().toString()))
        .toString();
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new SanityException(name + " in " + directory + " ended with " + process.exitValue());
    }
  }

  private void follow() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        latest = LoadReport.parse(line);
      }
    } catch (IOException e) {
      // the process has gone: its last report stands
    }
  }

  public long pid() {
    return process.pid();
  }

  /** What it reported last, at most a tenth of a second ago unless an operation hangs. */
  public LoadReport report() {
    return latest;
  }

  /** Returns when so many more operations have been done; it must not be stuck. */
  public void awaitProgress(long more, Duration limit) {
    long goal = latest.operations() + more;
    Await.until(
        name + " to do " + more + " more operations",
        limit,
        () -> {
          requireAlive();
          return latest.operations() >= goal;
        });
  }

  /**
   * Has it stop after its current operation, and returns its last report.
   *
   * @throws SanityException when it does not end in time, which is a hang
   */
  public LoadReport finish(Duration limit) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SanityException(name + " in " + directory + " hangs: not done after " + limit);
      }
      if (!follower.join(limit)) {
        throw new SanityException(name + " in " + directory + " never closed its output");
      }
      if (process.exitValue() != 0) {
        throw new SanityException(name + " in " + directory + " failed: " + process.exitValue());
      }
      return latest;
    } catch (IOException e) {
      throw new SanityException("can't stop the " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanityException("interrupted while stopping the " + name, e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
