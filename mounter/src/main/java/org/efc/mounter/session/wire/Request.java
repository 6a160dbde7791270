// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountSpec;

/** What can be asked of a session manager: one request per connection. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "call")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Request.Stage.class, name = "stage"),
  @JsonSubTypes.Type(value = Request.Unstage.class, name = "unstage"),
  @JsonSubTypes.Type(value = Request.Publish.class, name = "publish"),
  @JsonSubTypes.Type(value = Request.Unpublish.class, name = "unpublish"),
  @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Request.ListVolumes.class, name = "list"),
  @JsonSubTypes.Type(value = Request.Failovers.class, name = "failovers"),
  @JsonSubTypes.Type(value = Request.ReloadQuota.class, name = "reloadQuota"),
  @JsonSubTypes.Type(value = Request.Upgrade.class, name = "upgrade"),
  @JsonSubTypes.Type(value = Request.Abort.class, name = "abort"),
  @JsonSubTypes.Type(value = Request.Devices.class, name = "fds"),
  @JsonSubTypes.Type(value = Request.Restore.class, name = "restore"),
  @JsonSubTypes.Type(value = Request.Ping.class, name = "ping"),
  @JsonSubTypes.Type(value = Request.Stop.class, name = "stop")
})
public sealed interface Request {
  /** {@link org.efc.mounter.Mounter#stage}. */
  record Stage(MountSpec spec, String stagingPath) implements Request {}

  /** {@link org.efc.mounter.Mounter#unstage}. */
  record Unstage(String volumeId, String stagingPath) implements Request {}

  /** {@link org.efc.mounter.Mounter#publish}. */
  record Publish(String volumeId, String target, BindOptions options) implements Request {}

  /** {@link org.efc.mounter.Mounter#unpublish}. */
  record Unpublish(String volumeId, String target) implements Request {}

  /** {@link org.efc.mounter.Mounter#status}. */
  record Status(String volumeId) implements Request {}

  /** {@link org.efc.mounter.Mounter#list}. */
  record ListVolumes() implements Request {}

  /** {@link org.efc.mounter.remote.SessionManagerClient#failovers}. */
  record Failovers() implements Request {}

  /** {@link org.efc.mounter.Mounter#reloadQuota}. */
  record ReloadQuota(String volumeId) implements Request {}

  /**
   * {@link org.efc.mounter.remote.SessionManagerClient#upgrade}.
   *
   * @param program empty: the one before the last upgrade
   */
  record Upgrade(String volumeId, String program) implements Request {}

  /** {@link org.efc.mounter.remote.SessionManagerClient#abort}. */
  record Abort(String volumeId) implements Request {}

  /**
   * A keeper asks for duplicates of the device fds it does not have yet.
   *
   * @param have the device ids it holds
   */
  record Devices(List<String> have) implements Request {}

  /**
   * A keeper gives device fds back; they come with the message, in this order.
   *
   * @param devices the device ids, at most {@link Frame#MAX_FDS}
   */
  record Restore(List<String> devices) implements Request {}

  /** Who is there? */
  record Ping() implements Request {}

  /** Ends the session manager; clients and mounts live on. */
  record Stop() implements Request {}
}
