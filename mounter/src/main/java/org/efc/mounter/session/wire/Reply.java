// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import org.efc.mounter.MountException;
import org.efc.mounter.failover.FailoverHistory;

/** What a session manager answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "reply")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Reply.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Reply.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Reply.Volumes.class, name = "volumes"),
  @JsonSubTypes.Type(value = Reply.Failovers.class, name = "failovers"),
  @JsonSubTypes.Type(value = Reply.Quota.class, name = "quota"),
  @JsonSubTypes.Type(value = Reply.Upgraded.class, name = "upgraded"),
  @JsonSubTypes.Type(value = Reply.Devices.class, name = "fds"),
  @JsonSubTypes.Type(value = Reply.Pong.class, name = "pong")
})
public sealed interface Reply {
  /** The call did what it is for, and has nothing to tell. */
  record Done() implements Reply {}

  /** The call failed: thrown as a {@link MountException} by the caller. */
  record Failed(MountException.Kind kind, String message) implements Reply {}

  /** To status (none or one) and list. */
  record Volumes(List<WireVolume> volumes) implements Reply {}

  /** To failovers: by volume id. */
  record Failovers(Map<String, FailoverHistory> volumes) implements Reply {}

  /** To reloadQuota. */
  record Quota(long capacityBytes) implements Reply {}

  /**
   * To upgrade.
   *
   * @param stallMicros from when the old client was told to stop until the new one served
   */
  record Upgraded(long stallMicros) implements Reply {}

  /**
   * To fds: the descriptors come with the message, in the order of {@code sent}.
   *
   * @param instance a name that each start of a session manager picks afresh
   * @param sent device ids of the descriptors that come along
   * @param gone device ids the keeper holds for nothing
   * @param more whether further devices did not fit: ask again
   */
  record Devices(String instance, List<String> sent, List<String> gone, boolean more)
      implements Reply {}

  /** To ping. */
  record Pong(String instance, int pid, String version) implements Reply {}
}
