// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import csi.v1.Csi.ListVolumesRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.backend.Backend;
import org.efc.backend.open.Backends;
import org.efc.backend.source.Source;
import org.efc.csi.Requests;
import org.efc.csi.ServerSide;
import org.efc.csi.request.CreateRequest;
import org.efc.csi.request.ExpandRequest;
import org.efc.csi.request.ListRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a volume on a real file system, whose rename and link have minds of their own. With
 * {@code -Defc.csi.source=nfs://...} (an empty export) on that server.
 */
class RealStorageTest {
  private static final int FILES = 700;

  @TempDir Path directory;

  private record Storage(String source, Backend backend, Volumes volumes) implements AutoCloseable {
    static Storage open(Path directory) {
      String source = System.getProperty("efc.csi.source", "file://" + directory);
      return new Storage(
          source,
          Backends.open(Source.parse(source), Duration.ofSeconds(10)),
          new Volumes(
              new Connections(Backends::open, Duration.ofMinutes(1)),
              new KnownSources(List.of(), directory)));
    }

    ServerSide server() {
      return new ServerSide(backend);
    }

    CreateRequest create(String name, String onDelete) {
      CreateRequest request =
          CreateRequest.parse(
              Requests.create(name)
                  .putParameters("source", source)
                  .putParameters("onDelete", onDelete)
                  .build(),
              List.of());
      assertThat(volumes.create(request, soon())).isEqualTo(Requests.GIBIBYTE);
      assertThat(volumes.create(request, soon())).isEqualTo(Requests.GIBIBYTE);
      return request;
    }

    @Override
    public void close() {
      volumes.close();
      backend.close();
    }
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(30));
  }

  @Test
  void aVolumeLivesAndDies() {
    try (Storage storage = Storage.open(directory)) {
      ServerSide server = storage.server();
      CreateRequest request = storage.create("life", "delete");
      assertThat(server.stat("life").orElseThrow().mode()).isEqualTo(0777);
      grow(storage, request, 1L << 40);
      assertThat(server.read("life/.efc-volume")).contains("capacity=1099511627776\n");
      assertThat(listed(storage))
          .contains(new Volumes.Listed(request.id().text(), 1L << 40, Optional.empty()));
      server.makeDirectory("life/deep");
      server.makeLink("life/deep/out", "/etc");
      for (int i = 0; i < FILES; i++) {
        server.write("life/deep/file" + i, "text");
      }
      storage.volumes().delete(request.id(), soon());
      assertThat(server.exists("life")).isFalse();
      assertThat(server.names(".efc/trash")).isEmpty();
      assertThat(server.names(".efc/volumes")).doesNotContain("life");
    }
  }

  private static void grow(Storage storage, CreateRequest volume, long bytes) {
    ExpandRequest expand =
        ExpandRequest.parse(
            ControllerExpandVolumeRequest.newBuilder()
                .setVolumeId(volume.id().text())
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(bytes))
                .build());
    assertThat(storage.volumes().expand(volume.id(), expand, soon())).hasValue(bytes);
  }

  private static List<Volumes.Listed> listed(Storage storage) {
    ListRequest all = ListRequest.parse(ListVolumesRequest.getDefaultInstance());
    return storage.volumes().list(all, soon()).volumes();
  }

  @Test
  void archivesDoNotReplaceEachOther() {
    try (Storage storage = Storage.open(directory)) {
      for (int i = 0; i < 3; i++) {
        CreateRequest request = storage.create("old", "archive");
        storage.server().write("old/data", "life " + i);
        storage.volumes().delete(request.id(), soon());
      }
      assertThat(storage.server().read("archived-old/data")).isEqualTo("life 0");
      assertThat(storage.server().read("archived-old-1/data")).isEqualTo("life 1");
      assertThat(storage.server().read("archived-old-2/data")).isEqualTo("life 2");
    }
  }
}
