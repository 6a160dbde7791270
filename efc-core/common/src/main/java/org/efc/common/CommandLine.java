// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of one command, its {@code --help} text, and the parser for both. {@code --name
 * value} and {@code --name=value} are the same; a flag takes no value; {@code --} ends the options.
 */
public final class CommandLine {
  private static final int HELP_COLUMN = 34;

  private final String usage;
  private final String summary;
  private final Map<String, Option> options = new LinkedHashMap<>();
  private final List<String> examples = new ArrayList<>();

  private record Option(String name, String value, String help, boolean repeated) {
    boolean isFlag() {
      return value.isEmpty();
    }
  }

  /**
   * @param usage what follows "Usage: ", as in {@code efc mount [options] SOURCE DIR}
   * @param summary a sentence or a paragraph on what the command is for
   */
  public CommandLine(String usage, String summary) {
    this.usage = usage;
    this.summary = summary;
    flag("help", "print this text and exit");
  }

  /** Adds an option with a value; {@code value} names it in the help, as in {@code DIR}. */
  public CommandLine option(String name, String value, String help) {
    options.put(name, new Option(name, value, help, false));
    return this;
  }

  /** Adds an option that may be given several times. */
  public CommandLine repeated(String name, String value, String help) {
    options.put(name, new Option(name, value, help, true));
    return this;
  }

  /** Adds an option without a value. */
  public CommandLine flag(String name, String help) {
    options.put(name, new Option(name, "", help, false));
    return this;
  }

  /** Adds a line to the examples at the end of the help. */
  public CommandLine example(String line) {
    examples.add(line);
    return this;
  }

  /** The help text, as {@code --help} prints it. */
  public String help() {
    StringBuilder text = new StringBuilder();
    text.append("Usage: ").append(usage).append("\n\n").append(summary).append("\n\nOptions:\n");
    for (Option option : options.values()) {
      String left = "  --" + option.name + (option.isFlag() ? "" : " " + option.value);
      text.append(left);
      int pad = HELP_COLUMN - left.length();
      text.append(pad > 0 ? " ".repeat(pad) : "\n" + " ".repeat(HELP_COLUMN));
      text.append(option.help.replace("\n", "\n" + " ".repeat(HELP_COLUMN)));
      text.append(option.repeated ? " (may be repeated)\n" : "\n");
    }
    if (!examples.isEmpty()) {
      text.append("\nExamples:\n");
      examples.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }

  /**
   * Parses the arguments after the command's name.
   *
   * @throws UsageException naming the argument that is unknown, repeated or without its value
   */
  public Arguments parse(List<String> arguments) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    List<String> positional = new ArrayList<>();
    boolean open = true;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!open || !argument.startsWith("--")) {
        positional.add(argument);
        continue;
      }
      if (argument.equals("--")) {
        open = false;
        continue;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument.substring(2) : argument.substring(2, equals);
      Option option = options.get(name);
      if (option == null) {
        throw new UsageException("unknown option --" + name + "; see --help");
      }
      String value;
      if (option.isFlag()) {
        if (equals >= 0) {
          throw new UsageException("option --" + name + " takes no value");
        }
        value = "true";
      } else if (equals >= 0) {
        value = argument.substring(equals + 1);
      } else if (i + 1 < arguments.size()) {
        value = arguments.get(++i);
      } else {
        throw new UsageException("option --" + name + " needs a value: " + option.value);
      }
      List<String> given = values.computeIfAbsent(name, ignored -> new ArrayList<>());
      if (!given.isEmpty() && !option.repeated) {
        throw new UsageException("option --" + name + " is given twice");
      }
      given.add(value);
    }
    return new Arguments(values, positional);
  }

  /** What was given on the command line. */
  public record Arguments(Map<String, List<String>> values, List<String> positional) {

    public boolean has(String name) {
      return values.containsKey(name);
    }

    public Optional<String> find(String name) {
      return all(name).stream().findFirst();
    }

    public List<String> all(String name) {
      return values.getOrDefault(name, List.of());
    }

    public String get(String name, String otherwise) {
      return find(name).orElse(otherwise);
    }

    /**
     * @throws UsageException when the option is missing
     */
    public String require(String name) {
      return find(name).orElseThrow(() -> new UsageException("option --" + name + " is missing"));
    }

    /**
     * @throws UsageException when the value is no whole number from {@code least} to {@code most}
     */
    public long number(String name, long otherwise, long least, long most) {
      Optional<String> text = find(name);
      if (text.isEmpty()) {
        return otherwise;
      }
      try {
        long value = Long.parseLong(text.get());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // reported below, together with a number out of range
      }
      throw new UsageException(
          "option --"
              + name
              + " is "
              + text.get()
              + ": a number "
              + least
              + ".."
              + most
              + " is wanted");
    }
  }

  /** Bad use of a command: its message goes to the user, with exit status 2. */
  public static final class UsageException extends EfcException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
      super(message);
    }
  }
}
