// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.DeleteVolumeRequest;
import csi.v1.Csi.ListVolumesRequest;
import csi.v1.Csi.ListVolumesResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lists of volumes, page by page, over several sources. */
class ListVolumesTest {
  private static final String OTHER = "nfs://other/export";

  private final RunningPlugin plugin = RunningPlugin.start("--source=" + OTHER);

  @AfterEach
  void stop() {
    plugin.close();
  }

  private String create(String name, String source) {
    return plugin
        .controller()
        .createVolume(Requests.create(name).putParameters("source", source).build())
        .getVolume()
        .getVolumeId();
  }

  private ListVolumesResponse list(int most, String token) {
    return plugin
        .controller()
        .listVolumes(
            ListVolumesRequest.newBuilder().setMaxEntries(most).setStartingToken(token).build());
  }

  private static List<String> idsOf(ListVolumesResponse list) {
    return list.getEntriesList().stream().map(entry -> entry.getVolume().getVolumeId()).toList();
  }

  @Test
  void theListIsEmptyAtFirst() {
    assertThat(list(0, "").getEntriesList()).isEmpty();
  }

  @Test
  void everyVolumeIsOnOnePage() {
    List<String> ids = new ArrayList<>();
    IntStream.range(0, 7).forEach(i -> ids.add(create("v" + i, Requests.SOURCE)));
    IntStream.range(0, 4).forEach(i -> ids.add(create("v" + i, OTHER)));
    assertThat(idsOf(list(0, ""))).isEqualTo(ids);
    for (int most = 1; most <= 12; most++) {
      List<String> seen = new ArrayList<>();
      String token = "";
      do {
        ListVolumesResponse page = list(most, token);
        assertThat(page.getEntriesCount()).isLessThanOrEqualTo(most);
        seen.addAll(idsOf(page));
        token = page.getNextToken();
      } while (!token.isEmpty());
      assertThat(seen).as("pages of %d", most).isEqualTo(ids);
    }
  }

  @Test
  void aTokenStaysGoodWhenTheVolumeItEndsWithIsDeleted() {
    List<String> ids = IntStream.range(0, 4).mapToObj(i -> create("v" + i, OTHER)).toList();
    ListVolumesResponse first = list(2, "");
    plugin
        .controller()
        .deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(ids.get(1)).build());
    create("v9", OTHER);
    assertThat(idsOf(list(0, first.getNextToken())))
        .containsExactly(ids.get(2), ids.get(3), OTHER + "#d/v9");
  }

  @Test
  void aVolumeWhoseDirectoryIsGoneIsAbnormal() {
    create("v", OTHER);
    plugin.exports().files(OTHER).remove("v/.efc-volume");
    var condition = list(0, "").getEntries(0).getStatus().getVolumeCondition();
    assertThat(condition.getAbnormal()).isTrue();
    assertThat(condition.getMessage()).contains("missing");
  }

  @Test
  void sourcesOfVolumesAreRemembered() throws Exception {
    create("v", Requests.SOURCE);
    Path remembered = plugin.directory().resolve("efc-sources");
    assertThat(Files.readAllLines(remembered)).containsExactly(Requests.SOURCE, OTHER);
  }
}
