// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import csi.v1.Csi.DeleteVolumeRequest;
import csi.v1.Csi.NodeExpandVolumeRequest;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.NodeStageVolumeRequest;
import csi.v1.Csi.ValidateVolumeCapabilitiesRequest;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.efc.mounter.MountException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets get neither into the log, even at its finest, nor to the mounter, nor into messages. */
class SecretsTest {
  private static final String MARK = "s3cr3t-0815";
  private static final Map<String, String> SECRETS = Map.of("password", MARK, "token", MARK + "t");

  private final RunningPlugin plugin = RunningPlugin.start();
  private final Logger logger = Logger.getLogger("org.efc");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          lines.add(record.getMessage() + " " + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.ALL);
    handler.setLevel(Level.ALL);
    logger.addHandler(handler);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(handler);
    logger.setLevel(null);
    plugin.close();
  }

  @Test
  void aSecretStaysInItsRequest() {
    String id =
        plugin
            .controller()
            .createVolume(Requests.create("a").putAllSecrets(SECRETS).build())
            .getVolume()
            .getVolumeId();
    NodeStageVolumeRequest stage = Requests.stage(plugin, "v").putAllSecrets(SECRETS).build();
    plugin.node().nodeStageVolume(stage);
    NodePublishVolumeRequest publish = Requests.publish(plugin, "v").putAllSecrets(SECRETS).build();
    plugin.node().nodePublishVolume(publish);
    plugin
        .node()
        .nodeExpandVolume(
            NodeExpandVolumeRequest.newBuilder()
                .setVolumeId("v")
                .setVolumePath(plugin.target("v"))
                .putAllSecrets(SECRETS)
                .build());
    plugin
        .controller()
        .validateVolumeCapabilities(
            ValidateVolumeCapabilitiesRequest.newBuilder()
                .setVolumeId(id)
                .addVolumeCapabilities(Requests.shared())
                .putAllSecrets(SECRETS)
                .build());
    plugin
        .controller()
        .controllerExpandVolume(
            ControllerExpandVolumeRequest.newBuilder()
                .setVolumeId(id)
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(1L << 31))
                .putAllSecrets(SECRETS)
                .build());
    plugin
        .controller()
        .deleteVolume(
            DeleteVolumeRequest.newBuilder().setVolumeId(id).putAllSecrets(SECRETS).build());
    refuse(stage.toBuilder().clearVolumeCapability().build());
    refuse(stage.toBuilder().putSecrets("long", MARK.repeat(1000)).build());
    plugin.mounter().failWith(new MountException(MountException.Kind.INTERNAL, "broken"));
    refuse(stage);

    assertThat(lines).anyMatch(line -> line.contains("NodeStageVolume {volume_id: \"v\""));
    assertThat(lines).anyMatch(line -> line.contains("NodePublishVolume volume_id=v"));
    assertThat(lines).noneMatch(line -> line.contains(MARK));
    assertThat(plugin.mounter().staged("v").toString()).doesNotContain(MARK);
  }

  private void refuse(NodeStageVolumeRequest request) {
    Status refusal = Requests.refusal(() -> plugin.node().nodeStageVolume(request));
    assertThat(refusal.getDescription()).isNotEmpty().doesNotContain(MARK);
  }
}
