// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.EfcException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.failover.FailoverHistory;
import org.efc.mounter.failover.FailoverMetrics;
import org.efc.mounter.linux.LinuxMountTable;
import org.efc.mounter.remote.SessionManagerClient;
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
            Of one volume it shows the latest clients that ended as well: when, why, how long
            nobody served, how many requests the kernel asked again. Exit status 0 when all are well, 1 when one is not or there is none such.""");
    return SessionOptions.socket(line)
        .flag("json", "print JSON")
        .flag("metrics", "print failovers in Prometheus' text format, as of node_exporter's files")
        .example("efc status")
        .example("efc status /mnt/data")
        .example("efc status --metrics > /var/lib/node_exporter/efc.prom")
        .example("efc status --json | jq '.[] | select(.abnormal)'");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    if (arguments.positional().size() > 1) {
      throw new UsageException("one VOLUME or DIR at most");
    }
    if (arguments.has("json") && arguments.has("metrics")) {
      throw new UsageException("--json or --metrics, not both");
    }
    List<VolumeStatus> volumes;
    Map<String, FailoverHistory> failovers;
    try (SessionManagerClient client = new SessionManagerClient(SessionOptions.socket(arguments))) {
      volumes =
          arguments.positional().isEmpty()
              ? client.list(TIMEOUT)
              : one(client, arguments.positional().getFirst());
      boolean needed = arguments.has("metrics") || !arguments.positional().isEmpty();
      failovers = needed ? failovers(client, volumes) : Map.of();
    }
    if (arguments.has("metrics")) {
      console.out().print(FailoverMetrics.of(failovers));
    } else if (arguments.has("json")) {
      console.out().println(json(volumes));
    } else {
      console.out().print(StatusTable.of(volumes));
      failovers.values().forEach(history -> console.out().print(FailoverTable.of(history)));
    }
    return volumes.stream().anyMatch(VolumeStatus::abnormal) ? ExitStatus.FAILED : ExitStatus.OK;
  }

  private static Map<String, FailoverHistory> failovers(
      SessionManagerClient client, List<VolumeStatus> volumes) {
    Map<String, FailoverHistory> all = new TreeMap<>(client.failovers(TIMEOUT));
    all.keySet().retainAll(volumes.stream().map(volume -> volume.spec().volumeId()).toList());
    return all;
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
