// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.Optional;
import org.efc.common.EfcException;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.process.ClientControl;
import org.efc.mounter.process.ClientState;
import org.efc.mounter.process.ClientSupervisor;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.TargetRecord;

/** What a volume looks like from outside: asked of records, supervisor and control socket. */
final class VolumeReport {
  private static final Duration ASK = Duration.ofMillis(2500);

  private VolumeReport() {}

  static VolumeStatus of(Volume volume) {
    MountRecord record = volume.record();
    ClientSupervisor.Snapshot client = volume.supervisor().snapshot();
    Optional<ClientControl.Answer> status = ask(volume, "status");
    if (status.isPresent()) {
      refreshUsage(volume);
    }
    String state = volume.isRecovering() ? "recovering" : client.state().label();
    boolean serves =
        client.state() == ClientState.SERVING
            && status
                .filter(answer -> failure(answer).isEmpty() && !isRootStale(answer))
                .isPresent();
    return new VolumeStatus(
        record.spec(),
        record.mountPath(),
        record.targets().stream().map(TargetRecord::path).toList(),
        state,
        client.pid(),
        client.generation(),
        status.map(answer -> answer.number("requests")).orElse(0L),
        client
            .lastExit()
            .map(reason -> reason.describe() + failover(client, status))
            .orElse(record.lastExit()),
        !serves || record.remounts() > 0 || poisoned(status).isPresent(),
        message(record, client, state, status),
        volume.usage());
  }

  /** How long the last change of clients took, and how many requests were asked again. */
  private static String failover(
      ClientSupervisor.Snapshot client, Optional<ClientControl.Answer> status) {
    if (client.lastStall().isEmpty()) {
      return "";
    }
    return ", served again after %d ms, %d requests resent"
        .formatted(
            client.lastStall().get().toMillis(),
            status.map(answer -> answer.number("resent")).orElse(0L));
  }

  /** Notes what the client says now; when it says nothing, what it said last stays. */
  static void refreshUsage(Volume volume) {
    ask(volume, "statfs").flatMap(VolumeReport::usage).ifPresent(volume::usage);
  }

  private static String message(
      MountRecord record,
      ClientSupervisor.Snapshot client,
      String state,
      Optional<ClientControl.Answer> status) {
    StringBuilder text = new StringBuilder();
    if (client.state() != ClientState.SERVING) {
      text.append("client is ").append(state);
      text.append(unreachable(record, status));
      client
          .lastExit()
          .ifPresent(reason -> text.append("; the one before: ").append(reason.describe()));
    } else if (status.isEmpty()) {
      text.append("client ").append(client.pid()).append(" does not answer its control socket");
    } else {
      text.append("serving").append(unreachable(record, status));
    }
    if (status.filter(VolumeReport::isRootStale).isPresent()) {
      text.append("; ").append(staleRoot(record.spec().source()));
    }
    poisoned(status).ifPresent(request -> text.append("; ").append(request));
    if (record.remounts() > 0) {
      text.append("; mounted afresh ")
          .append(record.remounts())
          .append(
              " times after its FUSE connection was lost: applications that had files open got"
                  + " errors");
    }
    return text.toString();
  }

  /** Whether the server does not know the directory any more that the volume begins with. */
  static boolean isRootStale(ClientControl.Answer answer) {
    return "stale".equals(answer.values().get("root"));
  }

  /** In words, for messages. */
  static String staleRoot(String source) {
    return "the directory of "
        + source
        + " is gone from its server or was replaced (stale file handle): unstage the volume"
        + " everywhere on this node and stage it again";
  }

  /** The request that ended two clients and is refused by this one. */
  private static Optional<String> poisoned(Optional<ClientControl.Answer> status) {
    return status
        .map(answer -> answer.values().get("poisoned"))
        .map(request -> "a request that ended two clients was answered EIO: " + request);
  }

  private static String unreachable(MountRecord record, Optional<ClientControl.Answer> status) {
    return status
        .flatMap(VolumeReport::failure)
        .map(why -> ", can't reach " + record.spec().source() + ": calls wait (" + why + ")")
        .orElse("");
  }

  /** Why the source is not reached. */
  private static Optional<String> failure(ClientControl.Answer answer) {
    return Optional.ofNullable(answer.values().get("failure"));
  }

  private static Optional<VolumeStatus.Usage> usage(ClientControl.Answer answer) {
    if (!answer.values().containsKey("total_bytes")) {
      return Optional.empty();
    }
    long total = answer.number("total_bytes");
    return Optional.of(
        new VolumeStatus.Usage(
            total,
            Math.max(0, total - answer.number("free_bytes")),
            answer.number("available_bytes"),
            answer.number("total_files"),
            answer.number("free_files")));
  }

  private static Optional<ClientControl.Answer> ask(Volume volume, String what) {
    try {
      return volume.control().ask(what, ASK);
    } catch (EfcException e) {
      return Optional.empty();
    }
  }
}
