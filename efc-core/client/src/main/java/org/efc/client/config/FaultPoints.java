// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.efc.common.Pause;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;
import org.efc.fuse.op.Opcode;

/**
 * A test aid: the process kills itself (SIGKILL), or gets into other trouble, when a request
 * reaches an instant. Nothing happens unless it is armed by a line at the control socket, for the
 * next request of an opcode. A client arms it only when it was started with {@code
 * -Defc.fault-points=true}.
 */
public final class FaultPoints {
  private static final int SIGKILL = 9;
  private static final long LOOK_MILLIS = 2;
  private static final int GULP = 1 << 20;

  /** What is between a change and its answer; in their order. */
  public enum Instant {
    /** The intent is written, the storage was not asked. */
    SEND,

    /** The storage has done it and answered; that is not noted yet. */
    EFFECT,

    /** What the storage answered is noted. */
    REPLY,

    /** The answer is complete, and not written to the device. */
    ANSWER
  }

  /** What happens at the instant. */
  private sealed interface Trouble {
    /** SIGKILL, once a file that is made then is gone. */
    record Killed(Optional<Path> hold) implements Trouble {}

    /** Each thread that comes there goes round in circles for ever. */
    record Spins() implements Trouble {}

    /** It takes memory until there is none. */
    record ExhaustsHeap() implements Trouble {}

    /** The code that is there throws: an exception, or an error. */
    record Throws(boolean error) implements Trouble {}
  }

  private record Armed(Instant instant, String opcode, Trouble trouble) {}

  private volatile Optional<Armed> armed = Optional.empty();

  /**
   * Arms it.
   *
   * @param words {@code INSTANT OPCODE [FILE]}: at the instant FILE is made, and the kill waits
   *     until it is gone; {@code INSTANT OPCODE spin}, {@code heap}, {@code throw} (a
   *     RuntimeException) or {@code throw-error}; or {@code off}
   * @return the answer at the control socket
   */
  public String arm(List<String> words) {
    if (words.equals(List.of("off"))) {
      armed = Optional.empty();
      return "fault=off\n";
    }
    Optional<Instant> instant =
        Arrays.stream(Instant.values())
            .filter(one -> !words.isEmpty() && label(one).equals(words.getFirst()))
            .findFirst();
    if (instant.isEmpty() || words.size() < 2 || words.size() > 3) {
      return "error=wanted is: fault send|effect|reply|answer OPCODE [FILE|spin|heap|throw|"
          + "throw-error], or fault off\n";
    }
    String opcode = words.get(1);
    if (Arrays.stream(Opcode.values()).noneMatch(one -> one.label().equals(opcode))) {
      return "error=opcode \"" + opcode + "\" is not known; it is written in lower case: mkdir\n";
    }
    armed = Optional.of(new Armed(instant.get(), opcode, trouble(words.subList(2, words.size()))));
    return "fault=" + label(instant.get()) + " " + opcode + "\n";
  }

  private static Trouble trouble(List<String> words) {
    return switch (words.isEmpty() ? "" : words.getFirst()) {
      case "" -> new Trouble.Killed(Optional.empty());
      case "spin" -> new Trouble.Spins();
      case "heap" -> new Trouble.ExhaustsHeap();
      case "throw" -> new Trouble.Throws(false);
      case "throw-error" -> new Trouble.Throws(true);
      case String file -> new Trouble.Killed(Optional.of(Path.of(file)));
    };
  }

  private static String label(Instant instant) {
    return instant.name().toLowerCase(Locale.ROOT);
  }

  /** A request is at this instant. */
  public void reach(Instant instant, Opcode opcode) {
    Optional<Armed> now = armed;
    if (now.isPresent()
        && now.get().instant == instant
        && now.get().opcode.equals(opcode.label())) {
      strike(now.get().trouble);
    }
  }

  private void strike(Trouble trouble) {
    switch (trouble) {
      case Trouble.Killed(Optional<Path> hold) -> {
        armed = Optional.empty();
        hold.ifPresent(FaultPoints::hold);
        Libc libc = Libc.current();
        libc.call(Syscall.KILL, libc.call(Syscall.GETPID, 0), SIGKILL, 0);
      }
      case Trouble.Spins() -> spin();
      case Trouble.ExhaustsHeap() -> {
        armed = Optional.empty();
        exhaustHeap();
      }
      case Trouble.Throws(boolean error) -> {
        armed = Optional.empty();
        if (error) {
          throw new AssertionError("fault point");
        }
        throw new IllegalStateException("fault point");
      }
    }
  }

  private void spin() {
    while (armed.isPresent()) {
      Thread.onSpinWait();
    }
  }

  private static void exhaustHeap() {
    Object[] chain = {};
    while (true) {
      chain = new Object[] {chain, new byte[GULP]};
    }
  }

  private static void hold(Path file) {
    try {
      Files.createFile(file);
      while (Files.exists(file)) {
        Pause.millis(LOOK_MILLIS);
      }
    } catch (IOException e) {
      throw new ClientException("fault point: " + e);
    }
  }
}
