// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import org.efc.common.CommandLine;

/** One sub-command of {@code efc}. */
interface Command {
  /** Its options and help. */
  CommandLine commandLine();

  /**
   * Does it. Failures are thrown: {@link EfcMain} makes a message and an exit status of them.
   *
   * @param arguments as {@link #commandLine} parsed them, without {@code --help}
   */
  ExitStatus run(CommandLine.Arguments arguments, Console console);
}
