// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

/** That the strict reader is strict: else the chart's tests could not fail. */
class RenderedTest {
  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec:
        securityContext: &same {runAsUser: 7}
        containers:
          - name: c
            securityContext: *same
      """;

  @Test
  void whatIsRightIsReadWithAliases() {
    Pod pod = Rendered.parse("---\n" + POD + "---\n# nothing\n").one(Pod.class, "p");
    assertThat(pod.getSpec().getContainers().getFirst().getSecurityContext().getRunAsUser())
        .isEqualTo(7);
  }

  @Test
  void anUnknownFieldIsNamedAtAnyDepth() {
    assertThatThrownBy(() -> Rendered.parse(POD + "      imagePullPolcy: Never\n"))
        .hasMessageContaining("imagePullPolcy");
    assertThatThrownBy(() -> Rendered.parse(POD + "  hostNetwrok: true\n"))
        .hasMessageContaining("hostNetwrok");
  }

  @Test
  void aKeyThatIsThereTwiceIsRefused() {
    assertThatThrownBy(() -> Rendered.parse(POD + "kind: Pod\n")).hasMessageContaining("kind");
  }

  @Test
  void aValueOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> Rendered.parse(POD + "  hostNetwork: sometimes\n"))
        .hasMessageContaining("sometimes");
    assertThatThrownBy(() -> Rendered.parse(POD + "  priority: \"1\"\n"))
        .hasMessageContaining("priority");
    assertThatThrownBy(() -> Rendered.parse(POD + "  nodeSelector: {a: 1}\n"))
        .hasMessageContaining("nodeSelector");
  }

  @Test
  void aKindThatNobodyExpectsIsRefused() {
    assertThatThrownBy(() -> Rendered.parse("{apiVersion: v1, kind: Pdo, metadata: {name: x}}"))
        .hasMessageContaining("v1 Pdo");
  }
}
