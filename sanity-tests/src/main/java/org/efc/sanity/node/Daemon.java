// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.efc.sanity.SanityException;

/** A long-running process that we started, with its output in a log file. */
public final class Daemon implements AutoCloseable {
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);
  private static final int TAIL = 4000;

  private final String name;
  private final Process process;
  private final Path log;

  private Daemon(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts it; the log is appended to, so that several lives of one daemon are in one file. */
  public static Daemon start(
      String name, List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new Daemon(name, builder.start(), log);
    } catch (IOException e) {
      throw new SanityException("can't start " + name + ": " + String.join(" ", command), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Throws, with the end of its log, when it has exited. */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw new SanityException(name + " exited with " + process.exitValue() + ":\n" + tail());
    }
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    awaitExit(KILLED_WITHIN);
  }

  /** SIGTERM; returns the exit status. */
  public int stop(Duration limit) {
    process.destroy();
    return awaitExit(limit);
  }

  private int awaitExit(Duration limit) {
    try {
      if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new SanityException(name + " lives on after " + limit + ":\n" + tail());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanityException("interrupted while waiting for " + name, e);
    }
  }

  /** The end of the log, for a message. */
  public String tail() {
    String text = log();
    return text.substring(Math.max(0, text.length() - TAIL));
  }

  /** All that this daemon and its earlier lives said. */
  public String log() {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    kill();
  }
}
