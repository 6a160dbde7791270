// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import org.efc.common.CommandLine;
import org.efc.mounter.session.Version;

/** {@code efc version}. */
final class VersionCommand implements Command {
  @Override
  public CommandLine commandLine() {
    return new CommandLine(
            "efc version",
            "Prints the version of EFC and of the Java it runs on. It is the same for all\n"
                + "processes of one distribution; the session manager's own log names its own.")
        .example("efc version");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    console
        .out()
        .println("efc " + Version.current() + " (Java " + Runtime.version().feature() + ")");
    return ExitStatus.OK;
  }
}
