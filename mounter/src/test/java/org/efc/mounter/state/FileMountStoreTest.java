// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountSpec;
import org.efc.mounter.linux.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMountStoreTest {
  @TempDir Path temp;

  private static MountRecord record(String volumeId) {
    return MountRecord.mounting(
            "boot",
            new MountSpec(volumeId, "nfs://h/e", true, Map.of("attr-ttl", "3s")),
            "/staging",
            "/mnt/" + volumeId,
            "device")
        .withMinor(57)
        .withLastExit("exit status 1")
        .withClient(new ProcessIdentity(12, 345), 2)
        .withTarget(
            new TargetRecord(
                "/t", "/real/t", new BindOptions(true, false), TargetRecord.Phase.BOUND));
  }

  private Path fileOf(String volumeId) {
    return VolumeDirectory.of(temp, volumeId).record();
  }

  @Test
  void readsWhatItWrote() {
    new FileMountStore(temp).save(record("a"));
    new FileMountStore(temp).save(record("b"));
    assertThat(new FileMountStore(temp).load().records())
        .containsExactlyInAnyOrder(record("a"), record("b"));
  }

  /** Every field is where the versions before and after this one look for it. */
  @Test
  void theFormOfTheFileIsFrozen() throws IOException {
    String frozen =
        """
        {
          "format" : 1,
          "bootId" : "boot",
          "spec" : {
            "volumeId" : "a",
            "source" : "nfs://h/e",
            "readOnly" : true,
            "options" : {
              "attr-ttl" : "3s"
            }
          },
          "stagingPath" : "/staging",
          "mountPath" : "/mnt/a",
          "phase" : "MOUNTING",
          "deviceId" : "device",
          "minor" : 57,
          "clientPid" : 12,
          "clientStartTime" : 345,
          "generation" : 2,
          "lastExit" : "exit status 1",
          "remounts" : 0,
          "targets" : [ {
            "path" : "/t",
            "resolved" : "/real/t",
            "options" : {
              "readOnly" : true,
              "exclusive" : false,
              "keepDirectory" : false
            },
            "phase" : "BOUND"
          } ]
        }""";
    FileMountStore store = new FileMountStore(temp);
    store.save(record("a"));
    assertThat(Files.readString(fileOf("a"))).isEqualTo(frozen);
    Files.writeString(fileOf("a"), frozen.replace("\"minor\"", "\"later\" : { }, \"minor\""));
    assertThat(store.load().records()).containsExactly(record("a"));
  }

  @Test
  void emptyOrMissingDirectoryHasNoRecords() {
    assertThat(new FileMountStore(temp.resolve("none")).load().records()).isEmpty();
  }

  @Test
  void killBeforeTheRenameLeavesTheRecordBefore() throws IOException {
    FileMountStore store = new FileMountStore(temp);
    store.save(record("a"));
    // What a kill in the middle of the next save leaves behind.
    byte[] whole = Files.readAllBytes(fileOf("a"));
    Files.write(
        fileOf("a").resolveSibling("record.json.tmp"),
        java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThat(store.load().records()).containsExactly(record("a"));
    MountRecord next = record("a").with(MountRecord.Phase.MOUNTED);
    store.save(next);
    assertThat(store.load().records()).containsExactly(next);
  }

  @Test
  void killOfTheFirstSaveLeavesNoRecord() throws IOException {
    Path volume = Files.createDirectories(VolumeDirectory.of(temp, "a").path());
    Files.writeString(volume.resolve("record.json.tmp"), "{\"format\":");
    assertThat(new FileMountStore(temp).load())
        .isEqualTo(new MountStore.Loaded(java.util.List.of(), java.util.List.of()));
    assertThat(volume).doesNotExist();
  }

  @Test
  void damagedRecordDoesNotHideTheOthers() throws IOException {
    FileMountStore store = new FileMountStore(temp);
    store.save(record("a"));
    store.save(record("b"));
    Files.writeString(fileOf("a"), "{\"format\":1,");
    assertThat(store.load().records()).containsExactly(record("b"));
    assertThat(store.load().unreadable()).containsExactly(VolumeDirectory.hash("a"));
  }

  @Test
  void recordOfALaterFormatIsLeftAlone() throws IOException {
    FileMountStore store = new FileMountStore(temp);
    store.save(record("a"));
    String later = Files.readString(fileOf("a")).replace("\"format\" : 1", "\"format\" : 2");
    Files.writeString(fileOf("a"), later);
    assertThat(store.load().records()).isEmpty();
    assertThat(fileOf("a")).hasContent(later);
  }

  @Test
  void onlyRootCanRead() throws IOException {
    new FileMountStore(temp).save(record("a"));
    assertThat(Files.getPosixFilePermissions(fileOf("a"))).hasToString("[OWNER_READ, OWNER_WRITE]");
  }

  @Test
  void removeTakesTheClientsFilesAlong() throws IOException {
    FileMountStore store = new FileMountStore(temp);
    store.save(record("a"));
    Path volume = VolumeDirectory.of(temp, "a").path();
    Files.writeString(volume.resolve("client.log"), "x");
    Files.createDirectories(volume.resolve("sub/dir"));
    store.remove("a");
    assertThat(volume).doesNotExist();
    store.remove("a");
    assertThat(store.load().records()).isEmpty();
  }
}
