// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.remote;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.Mounter;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.failover.FailoverHistory;
import org.efc.mounter.session.wire.Reply;
import org.efc.mounter.session.wire.Request;
import org.efc.mounter.session.wire.SessionConnection;

/**
 * A {@link Mounter} that asks the node's session manager over its socket: one connection per call,
 * so that a restart of either side needs no reconnect. Safe for virtual threads.
 *
 * <p>When the deadline of a call passes, the session manager goes on with it (to the end, or back):
 * the next identical call gets PENDING, and then the result.
 */
public final class SessionManagerClient implements Mounter {
  private final SessionConnection connection;

  /**
   * @param socketPath where the session manager listens, as in {@link
   *     org.efc.mounter.session.SessionConfig#DEFAULT_SOCKET}; nobody needs to listen yet
   */
  public SessionManagerClient(String socketPath) {
    this.connection = new SessionConnection(socketPath);
  }

  @Override
  public void stage(MountSpec spec, String stagingPath, Duration deadline) {
    done(new Request.Stage(spec, stagingPath), deadline);
  }

  @Override
  public void unstage(String volumeId, String stagingPath, Duration deadline) {
    done(new Request.Unstage(volumeId, stagingPath), deadline);
  }

  @Override
  public void publish(String volumeId, String target, BindOptions options, Duration deadline) {
    done(new Request.Publish(volumeId, target, options), deadline);
  }

  @Override
  public void unpublish(String volumeId, String target, Duration deadline) {
    done(new Request.Unpublish(volumeId, target), deadline);
  }

  @Override
  public Optional<VolumeStatus> status(String volumeId, Duration deadline) {
    return volumes(new Request.Status(volumeId), deadline).stream().findFirst();
  }

  @Override
  public List<VolumeStatus> list(Duration deadline) {
    return volumes(new Request.ListVolumes(), deadline);
  }

  /** The clients that ended and were followed by another one, by volume id. */
  public Map<String, FailoverHistory> failovers(Duration deadline) {
    Reply reply = connection.ask(new Request.Failovers(), deadline);
    if (reply instanceof Reply.Failovers failovers) {
      return failovers.volumes();
    }
    throw unexpected(reply);
  }

  @Override
  public long reloadQuota(String volumeId, Duration deadline) {
    Reply reply = connection.ask(new Request.ReloadQuota(volumeId), deadline);
    if (reply instanceof Reply.Quota quota) {
      return quota.capacityBytes();
    }
    throw unexpected(reply);
  }

  /**
   * Has the volume served by the client of another version, which is ready before the present one
   * stops between two requests.
   *
   * @param program the other version's {@code bin/efc}; empty: what served before the last upgrade
   * @return from when the present client was told to stop until the other one served
   * @throws MountException UNAVAILABLE, with the reason, when the present client serves on
   */
  public Duration upgrade(String volumeId, String program, Duration deadline) {
    Reply reply = connection.ask(new Request.Upgrade(volumeId, program), deadline);
    if (reply instanceof Reply.Upgraded upgraded) {
      return Duration.ofNanos(upgraded.stallMicros() * 1000);
    }
    throw unexpected(reply);
  }

  /**
   * Ends the volume's FUSE connection: whoever waits in it gets ENOTCONN. Open files are lost to
   * their applications, dirty pages of mapped files too; what the server acknowledged is not.
   *
   * @throws MountException UNKNOWN_VOLUME; UNAVAILABLE when the kernel does not end it
   */
  public void abort(String volumeId, Duration deadline) {
    done(new Request.Abort(volumeId), deadline);
  }

  /** Whether a session manager answers, and which. */
  public Reply.Pong ping(Duration deadline) {
    Reply reply = connection.ask(new Request.Ping(), deadline);
    if (reply instanceof Reply.Pong pong) {
      return pong;
    }
    throw unexpected(reply);
  }

  /** Ends the session manager; clients and mounts live on and the next one adopts them. */
  public void stop(Duration deadline) {
    done(new Request.Stop(), deadline);
  }

  private void done(Request request, Duration deadline) {
    Reply reply = connection.ask(request, deadline);
    if (!(reply instanceof Reply.Done)) {
      throw unexpected(reply);
    }
  }

  private List<VolumeStatus> volumes(Request request, Duration deadline) {
    Reply reply = connection.ask(request, deadline);
    if (reply instanceof Reply.Volumes volumes) {
      return volumes.volumes().stream().map(volume -> volume.toStatus()).toList();
    }
    throw unexpected(reply);
  }

  private static MountException unexpected(Reply reply) {
    return new MountException(
        Kind.INTERNAL, "the session manager answered something else: " + reply);
  }

  @Override
  public void close() {
    connection.close();
  }
}
