// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.demo;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the demo shows: numbered steps, colours on a terminal, plain text elsewhere. */
final class Screen {
  private static final String BOLD = "\u001b[1m";
  private static final String DIM = "\u001b[2m";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String CYAN = "\u001b[36m";
  private static final String RESET = "\u001b[0m";

  private final PrintStream out;
  private final boolean coloured;
  private final long begin = System.nanoTime();
  private int step;

  Screen(PrintStream out) {
    this.out = out;
    this.coloured =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && System.getenv("NO_COLOR") == null;
  }

  /** A headline. */
  void title(String text) {
    out.println();
    out.println(paint(BOLD, text));
    out.println(paint(DIM, "-".repeat(text.length())));
  }

  /** The next numbered step. */
  void step(String text) {
    step++;
    out.printf("%n%s %s%n", paint(CYAN, "%2d.".formatted(step)), paint(BOLD, text) + since());
  }

  private String since() {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
    return paint(DIM, "   [%.1f s]".formatted(elapsed.toMillis() / 1000.0));
  }

  void line(String text) {
    out.println("    " + text);
  }

  void lines(List<String> texts) {
    texts.forEach(this::line);
  }

  void command(String text) {
    out.println("    " + paint(DIM, "$ " + text));
  }

  void good(String text) {
    out.println("    " + paint(GREEN, "ok ") + text);
  }

  void bad(String text) {
    out.println("    " + paint(RED, "!! ") + text);
  }

  void kill(String text) {
    out.println("    " + paint(RED, "kill -9 ") + text);
  }

  /** The last line, for people and for scripts: never coloured. */
  void verdict(String text) {
    out.println();
    out.println(text);
    out.flush();
  }

  private String paint(String colour, String text) {
    return coloured ? colour + text + RESET : text;
  }
}
