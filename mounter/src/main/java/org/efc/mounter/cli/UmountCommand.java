// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.time.Duration;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.linux.LinuxMountTable;
import org.efc.mounter.remote.SessionManagerClient;

/** {@code efc umount DIR...}. */
final class UmountCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Override
  public CommandLine commandLine() {
    CommandLine line =
        new CommandLine(
            "efc umount [options] DIR...",
            """
            Unmounts what efc mount mounted at DIR and ends its client; the directory stays.
            Works with a dead client, too. A volume that kubelet published is left to kubelet.

            """
                + ExitStatus.table());
    line.option("timeout", "SECONDS", "the most to wait (default 30)");
    return SessionOptions.directories(SessionOptions.socket(line)).example("efc umount /mnt/data");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    if (arguments.positional().isEmpty()) {
      throw new UsageException("DIR is missing");
    }
    Duration timeout = SessionOptions.seconds(arguments, "timeout", TIMEOUT);
    try (SessionManagerClient client = new SessionManagerClient(SessionOptions.socket(arguments))) {
      for (String word : arguments.positional()) {
        String directory = MountPoint.resolve(word, new LinuxMountTable());
        if (new LinuxMountTable().read().top(directory).isPresent()) {
          // The session manager that mounted it may be gone: another one adopts the volume.
          BackgroundSession.ensure(client, arguments, console);
        }
        unmount(client, directory, timeout);
      }
    }
    return ExitStatus.OK;
  }

  private static void unmount(SessionManagerClient client, String directory, Duration timeout) {
    if (client.status(directory, timeout).isEmpty()) {
      client.list(timeout).stream()
          .filter(volume -> volume.targets().contains(directory))
          .findFirst()
          .ifPresent(
              volume -> {
                throw new MountException(
                    Kind.BAD_TARGET,
                    directory
                        + " is a target of volume "
                        + volume.spec().volumeId()
                        + ", which was not mounted by efc mount");
              });
      throw new MountException(Kind.BAD_TARGET, directory + " is no mount of efc; see efc status");
    }
    Retry.whilePending(timeout, left -> client.unpublish(directory, directory, left));
    Retry.whilePending(timeout, left -> client.unstage(directory, "", left));
  }
}
