// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.linux.LinuxMountTable;
import org.efc.mounter.linux.MountTable;
import org.efc.mounter.remote.SessionManagerClient;

/** {@code efc mount SOURCE DIR}. */
final class MountCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration UNDO = Duration.ofSeconds(20);

  @Override
  public CommandLine commandLine() {
    CommandLine line =
        new CommandLine(
            "efc mount [options] SOURCE DIR",
            """
            Mounts SOURCE at DIR, an empty directory, and returns when it can be used. Needs root.
            Starts a session manager in the background when none runs on this node.

            SOURCE:
              nfs://host[:port]/export/dir     an NFSv3 server
              cpfs://host/share                CPFS by its NFS protocol service
              file:///dir                      a directory of this node, for trying things out

            """
                + ExitStatus.table());
    line.flag("read-only", "refuse every change with EROFS")
        .repeated("option", "NAME=VALUE", "option of the client; efc client --help lists them")
        .option("timeout", "SECONDS", "the most to wait (default 60)");
    return SessionOptions.directories(SessionOptions.socket(line))
        .example("efc mount nfs://nas.example/export/data /mnt/data")
        .example("efc mount --read-only --option attr-ttl=60s nfs://nas.example/models /mnt/models")
        .example("efc mount file:///tmp/files /mnt/files");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    List<String> words = arguments.positional();
    if (words.size() != 2) {
      throw new UsageException("SOURCE and DIR are wanted, " + words.size() + " words are given");
    }
    MountTable mounts = new LinuxMountTable();
    String directory = MountPoint.resolve(words.getLast(), mounts);
    MountPoint.requireEmptyDirectory(directory, mounts);
    MountSpec spec =
        new MountSpec(
            directory,
            words.getFirst(),
            arguments.has("read-only"),
            options(arguments.all("option")));
    Duration timeout = SessionOptions.seconds(arguments, "timeout", TIMEOUT);
    try (SessionManagerClient client = new SessionManagerClient(SessionOptions.socket(arguments))) {
      BackgroundSession.ensure(client, arguments, console);
      try {
        Retry.whilePending(timeout, left -> client.stage(spec, "", left));
      } catch (MountException e) {
        if (e.kind() != Kind.UNAVAILABLE) {
          throw e;
        }
        // It ended with its last volume just now.
        BackgroundSession.ensure(client, arguments, console);
        Retry.whilePending(timeout, left -> client.stage(spec, "", left));
      }
      bind(client, spec, directory, timeout);
    }
    return ExitStatus.OK;
  }

  private static void bind(
      SessionManagerClient client, MountSpec spec, String directory, Duration timeout) {
    try {
      client.publish(directory, directory, new BindOptions(spec.readOnly(), false, true), timeout);
    } catch (MountException e) {
      try {
        client.unstage(directory, "", UNDO);
      } catch (MountException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  private static Map<String, String> options(List<String> given) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String text : given) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw new MountException(Kind.INVALID, "option --option is " + text + ": NAME=VALUE");
      }
      options.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return options;
  }
}
