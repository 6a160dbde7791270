// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.List;
import org.efc.common.linux.Fd;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.session.wire.Reply;
import org.efc.mounter.session.wire.Request;
import org.efc.mounter.session.wire.WireVolume;

/** Turns a request into a call and its result into a reply. */
final class RequestHandler {
  private final SessionManager manager;
  private final Runnable stop;

  /**
   * @param stop ends the process, soon
   */
  RequestHandler(SessionManager manager, Runnable stop) {
    this.manager = manager;
    this.stop = stop;
  }

  /** A reply with descriptors that the sender closes after sending. */
  record Outcome(Reply reply, List<Fd> fds) {
    Outcome(Reply reply) {
      this(reply, List.of());
    }
  }

  /** Takes ownership of the descriptors. */
  Outcome handle(Request request, Duration deadline, List<Fd> fds) {
    if (!(request instanceof Request.Restore)) {
      fds.forEach(Fd::close);
    }
    switch (request) {
      case Request.Stage(var spec, String stagingPath) ->
          manager.stage(spec, stagingPath, deadline);
      case Request.Unstage(String volumeId, String stagingPath) ->
          manager.unstage(volumeId, stagingPath, deadline);
      case Request.Publish(String volumeId, String target, var options) ->
          manager.publish(volumeId, target, options, deadline);
      case Request.Unpublish(String volumeId, String target) ->
          manager.unpublish(volumeId, target, deadline);
      case Request.Restore(List<String> devices) -> manager.devices().restore(devices, fds);
      case Request.Abort(String volumeId) -> manager.abort(volumeId);
      case Request.Stop() -> stop.run();
      case Request.Status(String volumeId) -> {
        return volumes(manager.status(volumeId, deadline).stream().toList());
      }
      case Request.ListVolumes() -> {
        return volumes(manager.list(deadline));
      }
      case Request.Failovers() -> {
        return new Outcome(new Reply.Failovers(manager.failovers()));
      }
      case Request.ReloadQuota(String volumeId) -> {
        return new Outcome(new Reply.Quota(manager.reloadQuota(volumeId, deadline)));
      }
      case Request.Upgrade(String volumeId, String program) -> {
        Duration stall = manager.upgrade(volumeId, program, deadline);
        return new Outcome(new Reply.Upgraded(stall.toNanos() / 1000));
      }
      case Request.Devices(List<String> have) -> {
        Devices.Handout handout = manager.devices().missing(have);
        return new Outcome(handout.reply(), handout.fds());
      }
      case Request.Ping() -> {
        return new Outcome(
            new Reply.Pong(
                manager.instance(), (int) ProcessHandle.current().pid(), Version.current()));
      }
    }
    return new Outcome(new Reply.Done());
  }

  private static Outcome volumes(List<VolumeStatus> statuses) {
    return new Outcome(new Reply.Volumes(statuses.stream().map(WireVolume::of).toList()));
  }
}
