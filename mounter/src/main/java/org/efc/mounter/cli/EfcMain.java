// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.EfcException;
import org.efc.mounter.MountException;

/**
 * {@code efc sessmgr|mount|umount|status|upgrade|version|help}; client and csi have their own
 * mains.
 */
public final class EfcMain {
  private EfcMain() {}

  /** Ends the process with the status of the command. */
  public static void main(String[] arguments) {
    Console console =
        new Console(
            new PrintStream(System.out, true, StandardCharsets.UTF_8),
            new PrintStream(System.err, true, StandardCharsets.UTF_8));
    System.exit(run(Arrays.asList(arguments), console).number());
  }

  static ExitStatus run(List<String> arguments, Console console) {
    if (arguments.isEmpty() || isHelp(arguments.getFirst())) {
      console.out().print(Help.text());
      return ExitStatus.OK;
    }
    String name = arguments.getFirst();
    Optional<Command> found = find(name);
    if (found.isEmpty()) {
      console.err().println("efc: unknown command " + name + "; efc help lists them");
      return ExitStatus.USAGE;
    }
    Command command = found.get();
    List<String> rest = arguments.subList(1, arguments.size());
    if (rest.contains("--help")) {
      console.out().print(command.commandLine().help());
      return ExitStatus.OK;
    }
    try {
      CommandLine.Arguments parsed = command.commandLine().parse(rest);
      return command.run(parsed, console);
    } catch (UsageException e) {
      console.err().println("efc " + name + ": " + e.getMessage());
      return ExitStatus.USAGE;
    } catch (MountException e) {
      console.err().println("efc " + name + ": " + e.getMessage());
      return ExitStatus.of(e.kind());
    } catch (EfcException e) {
      console.err().println("efc " + name + ": " + e.getMessage());
      return ExitStatus.FAILED;
    }
  }

  private static boolean isHelp(String argument) {
    return argument.equals("help") || argument.equals("--help") || argument.equals("-h");
  }

  private static Optional<Command> find(String name) {
    return switch (name) {
      case "sessmgr" -> Optional.of(new SessmgrCommand());
      case "mount" -> Optional.of(new MountCommand());
      case "umount" -> Optional.of(new UmountCommand());
      case "upgrade" -> Optional.of(new UpgradeCommand());
      case "abort" -> Optional.of(new AbortCommand());
      case "status" -> Optional.of(new StatusCommand());
      case "rehearse" -> Optional.of(new RehearseCommand());
      case "version" -> Optional.of(new VersionCommand());
      default -> Optional.empty();
    };
  }
}
