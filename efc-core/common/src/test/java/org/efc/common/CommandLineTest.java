// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.efc.common.CommandLine.Arguments;
import org.efc.common.CommandLine.UsageException;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private final CommandLine line =
      new CommandLine("efc test [options] DIR", "Tries things out.")
          .option("source", "URI", "where the data are")
          .option("a-very-long-option-name-indeed", "VALUE", "help\nof two lines")
          .repeated("option", "KEY=VALUE", "one option")
          .flag("read-only", "refuse writes")
          .example("efc test --source nfs://h/e /mnt");

  private Arguments parse(String... arguments) {
    return line.parse(List.of(arguments));
  }

  private void assertRefused(String message, String... arguments) {
    assertThatThrownBy(() -> parse(arguments))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void valueMayFollowOrBeAttached() {
    assertThat(parse("--source", "a").require("source")).isEqualTo("a");
    assertThat(parse("--source=a=b").require("source")).isEqualTo("a=b");
    assertThat(parse("--source=").require("source")).isEmpty();
    assertThat(parse("--source", "--read-only").require("source")).isEqualTo("--read-only");
  }

  @Test
  void flagsRepeatedOptionsAndPositionalArgumentsMix() {
    Arguments arguments = parse("/a", "--option", "x=1", "--read-only", "/b", "--option=y=2");
    assertThat(arguments.has("read-only")).isTrue();
    assertThat(arguments.all("option")).containsExactly("x=1", "y=2");
    assertThat(arguments.positional()).containsExactly("/a", "/b");
    assertThat(arguments.find("source")).isEmpty();
    assertThat(arguments.get("source", "otherwise")).isEqualTo("otherwise");
  }

  @Test
  void doubleDashEndsTheOptions() {
    assertThat(parse("--", "--read-only", "--").positional()).containsExactly("--read-only", "--");
  }

  @Test
  void badUseIsNamed() {
    assertRefused("unknown option --sauce", "--sauce", "x");
    assertRefused("--source needs a value: URI", "--source");
    assertRefused("--read-only takes no value", "--read-only=yes");
    assertRefused("--source is given twice", "--source=a", "--source=b");
    assertThatThrownBy(() -> parse().require("source"))
        .isInstanceOf(UsageException.class)
        .hasMessage("option --source is missing");
  }

  @Test
  void numbersHaveTheirLimits() {
    assertThat(parse("--source=7").number("source", 1, 0, 9)).isEqualTo(7);
    assertThat(parse().number("source", 1, 0, 9)).isEqualTo(1);
    for (String bad : new String[] {"10", "-1", "seven", "", "7.0", "99999999999999999999"}) {
      assertThatThrownBy(() -> parse("--source=" + bad).number("source", 1, 0, 9))
          .hasMessage("option --source is " + bad + ": a number 0..9 is wanted");
    }
  }

  @Test
  void helpShowsEveryOptionInLine() {
    assertThat(line.help())
        .isEqualTo(
            """
            Usage: efc test [options] DIR

            Tries things out.

            Options:
              --help                          print this text and exit
              --source URI                    where the data are
              --a-very-long-option-name-indeed VALUE
                                              help
                                              of two lines
              --option KEY=VALUE              one option (may be repeated)
              --read-only                     refuse writes

            Examples:
              efc test --source nfs://h/e /mnt
            """);
  }
}
