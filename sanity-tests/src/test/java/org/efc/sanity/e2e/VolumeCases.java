// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.efc.sanity.Await;
import org.efc.sanity.e2e.ShellPod.Outcome;

/** Volumes as users ask for them. */
final class VolumeCases {
  private VolumeCases() {}

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of(
            "a claim of StorageClass fluid; two pods see each other's files", VolumeCases::shared),
        ClusterCase.of("a PersistentVolume made by hand, with mountOptions", VolumeCases::byHand),
        ClusterCase.of("ReadWriteOncePod: the second pod waits", VolumeCases::oncePod),
        ClusterCase.of("a read-only mount refuses writes", VolumeCases::readOnly),
        ClusterCase.of("subPath", VolumeCases::subPath),
        ClusterCase.of("fsGroup, and a pod that is not root", VolumeCases::fsGroup),
        ClusterCase.of("supplementalGroups count", VolumeCases::supplementalGroups),
        ClusterCase.of("kubelet's statistics of a claim", VolumeCases::statistics),
        ClusterCase.of("deletion: delete, archive, retain", VolumeCases::deletion));
  }

  private static void shared(Cluster cluster, CaseTable.Row row) {
    cluster.apply(Yaml.claim("shared"));
    cluster.awaitBound("shared");
    try (LoadPod one = LoadPod.start(cluster, "shared-one", "shared");
        LoadPod other = LoadPod.start(cluster, "shared-other", "shared")) {
      row.ready(one.ready());
      row.ready(other.ready());
      one.awaitProgress();
      other.awaitProgress();
      cluster.apply(
          Yaml.pod("shared-check", "shared", "--dir", "/data", "--verify", "--files", "2"));
      cluster.awaitPhase("shared-check", "Succeeded"); // it has read both's files
      cluster.deletePod("shared-check");
      row.stall(one.finish().stall());
      row.stall(other.finish().stall());
    }
    cluster.deleteClaim("shared");
  }

  private static void byHand(Cluster cluster, CaseTable.Row row) throws IOException {
    Path directory = Files.createDirectory(cluster.server().directory().resolve("by-hand"));
    Files.writeString(directory.resolve("there"), "of the NAS");
    cluster.apply(Yaml.staticVolume("by-hand", cluster.server().source("by-hand"), "attr-ttl=1m"));
    Outcome outcome =
        ShellPod.run(cluster, "by-hand", "by-hand", "cat /data/there && echo mine > /data/new");
    assertThat(outcome.said()).isEqualTo("of the NAS");
    assertThat(outcome.succeeded()).isTrue();
    assertThat(directory.resolve("new")).hasContent("mine");
    cluster.delete(Yaml.staticVolume("by-hand", cluster.server().source("by-hand"), "attr-ttl=1m"));
  }

  private static void oncePod(Cluster cluster, CaseTable.Row row) {
    cluster.apply(Yaml.claim("once", "ReadWriteOncePod", "1Gi"));
    try (LoadPod first = LoadPod.start(cluster, "once-first", "once")) {
      row.ready(first.ready());
      cluster.apply(Yaml.shell("once-second", "once", "", "", "true"));
      Await.until(
          "the second pod to be refused by the scheduler",
          Cluster.SOON,
          () -> cluster.events("once-second").contains("ReadWriteOncePod"));
      row.stall(first.finish().stall());
    }
    cluster.awaitReady("once-second");
    cluster.deletePod("once-second");
    cluster.deleteClaim("once");
  }

  private static void readOnly(Cluster cluster, CaseTable.Row row) {
    cluster.apply(Yaml.claim("ro"));
    assertThat(ShellPod.run(cluster, "ro-write", "ro", "echo x > /data/x").succeeded()).isTrue();
    Outcome outcome =
        ShellPod.run(
            cluster, "ro-read", "ro", "readOnly: true", "", "cat /data/x; echo y > /data/y");
    assertThat(outcome.succeeded()).isFalse();
    assertThat(outcome.said()).contains("x", "Read-only file system");
    cluster.deleteClaim("ro");
  }

  private static void subPath(Cluster cluster, CaseTable.Row row) throws IOException {
    cluster.apply(Yaml.claim("sub"));
    Outcome outcome =
        ShellPod.run(cluster, "sub", "sub", "subPath: a/b", "", "echo below > /data/file");
    assertThat(outcome.succeeded()).as(outcome.said()).isTrue();
    assertThat(serverSide(cluster, "sub").resolve("a/b/file")).hasContent("below");
    cluster.deleteClaim("sub");
  }

  private static void fsGroup(Cluster cluster, CaseTable.Row row) throws IOException {
    cluster.apply(Yaml.claim("group"));
    Outcome outcome =
        ShellPod.run(
            cluster,
            "group",
            "group",
            "",
            "runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000",
            "id -u; stat -c %g /data; mkdir /data/d && echo x > /data/d/f && stat -c %g /data/d/f");
    assertThat(outcome.said().strip())
        .as("uid, group of the volume, of a new file")
        .isEqualTo("1000\n2000\n2000");
    assertThat(outcome.succeeded()).isTrue();
    cluster.deleteClaim("group");
  }

  private static void supplementalGroups(Cluster cluster, CaseTable.Row row) {
    cluster.apply(Yaml.claim("groups"));
    Outcome made =
        ShellPod.run(
            cluster,
            "groups-owner",
            "groups",
            "mkdir /data/d && chgrp 4000 /data/d && chmod 0770 /data/d");
    assertThat(made.succeeded()).as(made.said()).isTrue();
    String user = "runAsUser: 1000, runAsGroup: 1000";
    String write = "echo x > /data/d/f && cat /data/d/f";
    Outcome member =
        ShellPod.run(
            cluster, "groups-member", "groups", "", user + ", supplementalGroups: [4000]", write);
    assertThat(member.said().strip()).isEqualTo("x");
    Outcome stranger = ShellPod.run(cluster, "groups-stranger", "groups", "", user, write);
    assertThat(stranger.succeeded()).isFalse();
    assertThat(stranger.said()).contains("Permission denied");
    cluster.deleteClaim("groups");
  }

  private static void statistics(Cluster cluster, CaseTable.Row row) {
    cluster.apply(Yaml.claim("stats"));
    try (LoadPod pod = LoadPod.start(cluster, "stats", "stats")) {
      cluster.awaitStatistics("stats", "\"capacityBytes\": ?1073741824,(?:(?!capacityBytes).)*");
      row.stall(pod.finish().stall());
    }
    cluster.deleteClaim("stats");
  }

  private static void deletion(Cluster cluster, CaseTable.Row row) throws IOException {
    String source = "source: \"" + cluster.server().source() + "\"";
    for (String then : List.of("delete", "archive", "retain")) {
      String name = "then-" + then;
      cluster.apply(Yaml.storageClass(name, source, "onDelete: " + then));
      cluster.apply(Yaml.claimOfItsClass(name));
      Outcome wrote = ShellPod.run(cluster, name, name, "echo kept > /data/file");
      assertThat(wrote.succeeded()).as(wrote.said()).isTrue();
      Path directory = serverSide(cluster, name);
      cluster.deleteClaim(name);
      switch (then) {
        case "delete" ->
            Await.until("it to be deleted", Cluster.SOON, () -> !Files.exists(directory));
        case "archive" -> {
          Path archived = directory.resolveSibling("archived-" + directory.getFileName());
          Await.until("it to be archived", Cluster.SOON, () -> Files.exists(archived));
          assertThat(archived.resolve("file")).hasContent("kept");
        }
        default -> {
          cluster.awaitNoVolumeOf(name);
          assertThat(directory.resolve("file")).hasContent("kept");
        }
      }
      cluster.delete(Yaml.storageClass(name, source, "onDelete: " + then));
    }
  }

  /** Whether there is a file of this name in a claim's volume on the NAS. */
  static boolean hasFile(Cluster cluster, String claim, String file) {
    try {
      return Files.exists(serverSide(cluster, claim).resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory of a claim's volume on the NAS. */
  static Path serverSide(Cluster cluster, String claim) throws IOException {
    String volume = cluster.awaitBound(claim).getSpec().getVolumeName();
    try (Stream<Path> all = Files.walk(cluster.server().directory(), 3)) {
      return all.filter(path -> path.getFileName().toString().equals(volume))
          .filter(Files::isDirectory)
          .findFirst()
          .orElseThrow(() -> new AssertionError("no directory of volume " + volume));
    }
  }
}
