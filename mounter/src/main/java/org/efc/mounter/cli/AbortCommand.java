// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.time.Duration;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.mounter.remote.SessionManagerClient;

/** {@code efc abort --yes VOLUME}. */
final class AbortCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Override
  public CommandLine commandLine() {
    CommandLine line =
        new CommandLine(
            "efc abort --yes [options] VOLUME",
            """
            Ends the FUSE connection of VOLUME, for processes that can't be killed since they wait
            in the kernel for a server that is gone. It does not touch the mount. The price: every
            file that is open on the volume fails with ENOTCONN until it is opened again, and dirty
            pages of mapped files are lost. What write, fsync or close acknowledged is safe. Then
            the volume is mounted afresh and bound again; containers see that only where mounts
            propagate to them.

            """
                + ExitStatus.table());
    line.flag("yes", "do it");
    return SessionOptions.socket(line).example("efc abort --yes pvc-8c4f");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    if (arguments.positional().size() != 1) {
      throw new UsageException("one VOLUME is wanted, by its id: see efc status");
    }
    String volume = arguments.positional().getFirst();
    if (!arguments.has("yes")) {
      throw new UsageException(
          "every open file of volume "
              + volume
              + " would fail with ENOTCONN, and dirty pages of mapped files would be lost: add --yes");
    }
    try (SessionManagerClient client = new SessionManagerClient(SessionOptions.socket(arguments))) {
      client.abort(volume, TIMEOUT);
    }
    console
        .out()
        .println("volume " + volume + " is aborted; efc status shows when it serves again");
    return ExitStatus.OK;
  }
}
