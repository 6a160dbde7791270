// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.efc.backend.source.Source;
import org.efc.common.CommandLine.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsiConfigTest {
  private static CsiConfig parse(Map<String, String> environment, String... arguments) {
    return CsiConfig.parse(CsiConfig.commandLine().parse(List.of(arguments)), environment);
  }

  @Test
  void theEnvironmentStandsInForOptions() {
    CsiConfig config = parse(Map.of("NODE_ID", "node-7", "CSI_ENDPOINT", "unix:///csi/csi.sock"));
    assertThat(config.node().nodeId()).isEqualTo("node-7");
    assertThat(config.socket()).isEqualTo(Path.of("/csi/csi.sock"));
    assertThat(config.stateDir()).isEqualTo(Path.of("/csi"));
    assertThat(config.mode()).isEqualTo(Mode.ALL);
  }

  @Test
  void optionsComeFirst() {
    CsiConfig config =
        parse(
            Map.of("NODE_ID", "node-7", "CSI_ENDPOINT", "unix:///csi/csi.sock"),
            "--node-id=n",
            "--endpoint=/tmp/x.sock",
            "--source=nfs://a/b",
            "--source=file:///c");
    assertThat(config.node().nodeId()).isEqualTo("n");
    assertThat(config.socket()).isEqualTo(Path.of("/tmp/x.sock"));
    assertThat(config.sources())
        .containsExactly(Source.parse("nfs://a/b"), Source.parse("file:///c"));
  }

  @Test
  void defaultsAreThoseThatUsersKnow() {
    CsiConfig config = parse(Map.of(), "--node-id=n");
    assertThat(config.socket())
        .isEqualTo(Path.of("/var/lib/kubelet/csi-plugins/fuse.csi.fluid.io/csi.sock"));
    assertThat(config.sessionSocket()).isEqualTo("/runtime-mnt/efc-sock/sessmgrd.sock");
    assertThat(config.driverName()).isEqualTo("fuse.csi.fluid.io");
  }

  @Test
  void aControllerNeedsNoNode() {
    assertThat(parse(Map.of(), "--mode=controller").node().nodeId()).isEmpty();
    assertThatThrownBy(() -> parse(Map.of(), "--mode=node"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--node-id")
        .hasMessageContaining("NODE_ID");
  }

  @ParameterizedTest
  @CsvSource({
    "--mode=both, both",
    "--endpoint=tcp://1.2.3.4:5, tcp",
    "--endpoint=csi.sock, csi.sock",
    "--source=ftp://x/y, ftp",
    "--driver-name=a b, a b",
    "--max-volumes-per-node=-1, -1",
    "--log-level=LOUD, LOUD",
    "--health-address=9808, 127.0.0.1:9808",
    "--registration-dir=plugins_registry, --registration-dir is plugins_registry",
    "stray, stray"
  })
  void aBadOptionIsNamed(String argument, String says) {
    assertThatThrownBy(() -> parse(Map.of("NODE_ID", "n"), argument))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(says);
  }

  @Test
  void aLongSocketPathIsRefusedBeforeTheKernelDoes() {
    assertThatThrownBy(() -> parse(Map.of("NODE_ID", "n"), "--endpoint=unix:///" + "x".repeat(100)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("101 bytes");
  }

  @Test
  void theRegistrationSocketHasTheDriversName() {
    assertThat(
            parse(Map.of("NODE_ID", "n"), "--registration-dir=/reg", "--driver-name=a.b")
                .registration())
        .contains(Path.of("/reg/a.b-reg.sock"));
    assertThat(parse(Map.of("NODE_ID", "n"), "--registration-dir=").registration()).isEmpty();
    assertThat(parse(Map.of("NODE_ID", "n")).health()).isEmpty();
  }

  @Test
  void aControllerIsNotRegistered() {
    assertThatThrownBy(() -> parse(Map.of(), "--mode=controller", "--registration-dir=/reg"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("option --registration-dir is /reg")
        .hasMessageContaining("--mode controller");
  }

  @Test
  void helpNamesEveryOption() {
    assertThat(CsiConfig.commandLine().help())
        .contains("--endpoint", "--mode", "--node-id", "--sessmgr-socket", "--source")
        .contains("--state-dir", "--max-volumes-per-node", "--driver-name", "SIGTERM")
        .contains("--registration-dir", "--health-address");
  }
}
