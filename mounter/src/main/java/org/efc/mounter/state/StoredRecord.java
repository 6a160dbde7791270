// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.util.List;
import org.efc.mounter.MountSpec;

/**
 * A {@link MountRecord} as {@code record.json} has it: one level, so that the version before and
 * the version after this one read it. A field is never renamed or taken away while {@link
 * MountRecord#FORMAT} stays.
 */
record StoredRecord(
    int format,
    String bootId,
    MountSpec spec,
    String stagingPath,
    String mountPath,
    MountRecord.Phase phase,
    String deviceId,
    int minor,
    int clientPid,
    long clientStartTime,
    int generation,
    String lastExit,
    int remounts,
    List<TargetRecord> targets) {

  static StoredRecord of(MountRecord record) {
    return new StoredRecord(
        record.format(),
        record.bootId(),
        record.spec(),
        record.stagingPath(),
        record.mountPath(),
        record.phase(),
        record.connection().deviceId(),
        record.connection().minor(),
        record.served().pid(),
        record.served().startTime(),
        record.served().generation(),
        record.served().lastExit(),
        record.connection().remounts(),
        record.targets());
  }

  MountRecord toRecord() {
    return new MountRecord(
        format,
        bootId,
        spec,
        stagingPath,
        mountPath,
        phase,
        new MountRecord.Connection(deviceId, minor, remounts),
        new MountRecord.Served(clientPid, clientStartTime, generation, lastExit),
        targets);
  }
}
