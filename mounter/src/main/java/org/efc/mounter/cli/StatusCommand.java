// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.EfcException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.SessionManagerClient;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.linux.LinuxMountTable;
import org.efc.mounter.session.wire.WireVolume;

/** {@code efc status [VOLUME|DIR]}. */
final class StatusCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Override
  public CommandLine commandLine() {
    CommandLine line =
        new CommandLine(
            "efc status [options] [VOLUME|DIR]",
            """
            Shows the volumes of this node, or one, by id or by a directory it is mounted at:
            source, state of the client, its process id, how many clients have served the mount
            (generation), requests of the present one, why the last one ended, and the targets.
            Exit status 0 when all are well, 1 when one is not or there is none such.""");
    return SessionOptions.socket(line)
        .flag("json", "print JSON")
        .example("efc status")
        .example("efc status /mnt/data")
        .example("efc status --json | jq '.[] | select(.abnormal)'");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    if (arguments.positional().size() > 1) {
      throw new UsageException("one VOLUME or DIR at most");
    }
    List<VolumeStatus> volumes;
    try (SessionManagerClient client = new SessionManagerClient(SessionOptions.socket(arguments))) {
      volumes =
          arguments.positional().isEmpty()
              ? client.list(TIMEOUT)
              : one(client, arguments.positional().getFirst());
    }
    if (arguments.has("json")) {
      console.out().println(json(volumes));
    } else {
      console.out().print(StatusTable.of(volumes));
    }
    return volumes.stream().anyMatch(VolumeStatus::abnormal) ? ExitStatus.FAILED : ExitStatus.OK;
  }

  private static List<VolumeStatus> one(SessionManagerClient client, String name) {
    List<VolumeStatus> byId = client.status(name, TIMEOUT).stream().toList();
    if (!byId.isEmpty()) {
      return byId;
    }
    String path = asPath(name);
    List<VolumeStatus> byPath =
        client.list(TIMEOUT).stream()
            .filter(volume -> volume.targets().contains(path) || volume.mountPath().equals(path))
            .toList();
    if (byPath.isEmpty()) {
      throw new MountException(Kind.UNKNOWN_VOLUME, "no volume " + name + " on this node");
    }
    return byPath;
  }

  private static String asPath(String name) {
    try {
      return MountPoint.resolve(name, new LinuxMountTable());
    } catch (MountException e) {
      return name;
    }
  }

  private static String json(List<VolumeStatus> volumes) {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(volumes.stream().map(WireVolume::of).toList());
    } catch (JsonProcessingException e) {
      throw new EfcException("can't write JSON: " + e.getMessage(), e);
    }
  }
}
