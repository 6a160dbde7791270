// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import csi.v1.Csi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The names of four fields differ from upstream's, the numbers of none: the wire is the same. */
class FieldNumbersTest {

  @Test
  void everyFieldHasUpstreamsNumber() throws IOException {
    assertThat(ours()).hasSizeGreaterThan(190).isEqualTo(upstreams());
  }

  @Test
  void fourFieldsAreRenamed() {
    List<String> renamed =
        ours("modifiable_parameters").stream().map(field -> field.replaceAll("=.*", "")).toList();
    assertThat(renamed)
        .containsExactlyInAnyOrder(
            "CreateVolumeRequest.modifiable_parameters",
            "ValidateVolumeCapabilitiesRequest.modifiable_parameters",
            "ValidateVolumeCapabilitiesResponse.Confirmed.modifiable_parameters",
            "ControllerModifyVolumeRequest.modifiable_parameters");
  }

  private static Set<String> upstreams() throws IOException {
    try (InputStream fields =
        Objects.requireNonNull(
            FieldNumbersTest.class.getResourceAsStream("/upstream-fields.txt"))) {
      String text = new String(fields.readAllBytes(), StandardCharsets.UTF_8);
      return new TreeSet<>(text.lines().toList());
    }
  }

  /** All fields, by upstream's names. */
  private static Set<String> ours() {
    Set<String> fields = new TreeSet<>();
    ours("").forEach(f -> fields.add(f.replace(".modifiable_parameters=", ".mutable_parameters=")));
    return fields;
  }

  private static Set<String> ours(String name) {
    Set<String> fields = new TreeSet<>();
    Csi.getDescriptor().getMessageTypes().forEach(message -> collect(message, name, fields));
    return fields;
  }

  private static void collect(Descriptor message, String name, Set<String> fields) {
    String path = message.getFullName().replaceFirst("^csi\\.v1\\.", "");
    for (FieldDescriptor field : message.getFields()) {
      if (field.getName().contains(name)) {
        fields.add(path + "." + field.getName() + "=" + field.getNumber());
      }
    }
    for (Descriptor nested : message.getNestedTypes()) {
      if (!nested.getOptions().getMapEntry()) {
        collect(nested, name, fields);
      }
    }
  }
}
