// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong value is refused before anything is installed, and named. */
class BadValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "imgae={}                                | imgae",
        "image.tga=\"1\"                         | /image",
        "image.tag=1.2                           | /image/tag",
        "image.pullPolicy=\"Sometimes\"          | /image/pullPolicy",
        "kubeletDir=\"var/lib/kubelet\"          | /kubeletDir",
        "kubeletDir=\"/var/lib/kubelet/\"        | /kubeletDir",
        "driverName=\"Fuse CSI\"                 | /driverName",
        "maxVolumesPerNode=0                     | /maxVolumesPerNode",
        "logLevel=\"TRACE\"                      | /logLevel",
        "storageClass.source=\"nas.example:/x\"  | /storageClass/source",
        "storageClass.reclaimPolicy=\"Recycle\"  | /storageClass/reclaimPolicy",
        "storageClass.parameters={\"source\": \"nfs://a/b\"} | /storageClass/parameters",
        "controller.replicas=-1                  | /controller/replicas",
        "controller.healthPort=8080              | /controller/healthPort",
        "controller.secrets=[{\"names\": []}]    | /controller/secrets/0",
        "nodePlugin.maxUnavailable=\"0%\"        | /nodePlugin/maxUnavailable",
        "nodePlugin.tolerations=[{\"keys\": \"x\"}] | /nodePlugin/tolerations/0",
        "nodePlugin.resources={\"limit\": {}}    | /nodePlugin/resources",
        "sessmgr.dnsPolicy=\"None\"              | /sessmgr/dnsPolicy",
        "podMonitor.interval=\"often\"           | /podMonitor/interval",
      })
  void aWrongValueIsNamed(String set, String says) {
    Helm.Result result = Helm.installed().template(set.strip());
    assertThat(result.status()).isNotZero();
    assertThat(result.output()).contains(says);
  }

  /** A part of the values without this would take a misspelt key in silence. */
  @Test
  void noPartOfTheSchemaTakesUnknownKeys() throws IOException {
    String text = Files.readString(Helm.CHART.resolve("values.schema.json"));
    List<String> open = new ArrayList<>();
    collectOpen(new ObjectMapper().readTree(text), "", open);
    assertThat(open).containsExactly("/properties/global");
  }

  private static void collectOpen(JsonNode node, String path, List<String> open) {
    if (node.path("type").asText().equals("object") && !node.has("additionalProperties")) {
      open.add(path);
    }
    node.properties()
        .forEach(entry -> collectOpen(entry.getValue(), path + "/" + entry.getKey(), open));
  }

  /** Each value has a line in the schema, and each line of the schema a default. */
  @Test
  void valuesAndSchemaAreOfTheSameKeys() throws IOException {
    JsonNode schema =
        new ObjectMapper().readTree(Files.readString(Helm.CHART.resolve("values.schema.json")));
    Object values =
        new org.snakeyaml.engine.v2.api.Load(
                org.snakeyaml.engine.v2.api.LoadSettings.builder().build())
            .loadFromString(Files.readString(Helm.CHART.resolve("values.yaml")));
    List<String> described = new ArrayList<>();
    schema.get("properties").fieldNames().forEachRemaining(described::add);
    described.remove("global");
    assertThat(new ObjectMapper().<JsonNode>valueToTree(values).properties())
        .extracting(java.util.Map.Entry::getKey)
        .containsExactlyInAnyOrderElementsOf(described);
  }
}
