// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.efc.mounter.session.FakeNode.SOON;
import static org.efc.mounter.session.StagingTest.fails;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.efc.common.linux.UnixSocket;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.process.FakeProcessRunner.Behaviour;
import org.efc.mounter.remote.SessionManagerClient;
import org.efc.mounter.session.wire.Frame;
import org.efc.mounter.session.wire.Reply;
import org.efc.mounter.session.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionServerTest {
  @TempDir Path temp;
  private FakeNode node;
  private SessionServer server;
  private SessionManagerClient client;

  @BeforeEach
  void listen() throws IOException {
    node = new FakeNode(temp);
    server = new SessionServer(node.config.socket(), new RequestHandler(node.manager, () -> {}));
    client = new SessionManagerClient(node.config.socket());
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
    node.close();
  }

  private UnixSocket connect() {
    return UnixSocket.connect(node.config.socket(), SOON);
  }

  private Reply send(String body) {
    try (UnixSocket socket = connect()) {
      new Frame(body.getBytes(StandardCharsets.UTF_8), List.of()).send(socket, SOON);
      return Wire.decodeReply(Frame.receive(socket, SOON).body());
    }
  }

  @Test
  void socketIsForItsOwnerOnly() throws IOException {
    assertThat(java.nio.file.Files.getPosixFilePermissions(Path.of(node.config.socket())))
        .hasToString("[OWNER_READ, OWNER_WRITE]");
  }

  @Test
  void callsGoThroughTheSocket() {
    client.stage(FakeNode.spec("v"), "/staging/v", SOON);
    assertThat(client.status("v", SOON)).isEqualTo(node.manager.status("v", SOON));
    assertThat(client.list(SOON)).hasSize(1);
    assertThat(client.reloadQuota("v", SOON)).isEqualTo(4096);
    assertThat(client.ping(SOON).instance()).isEqualTo(node.manager.instance());
    client.unstage("v", "/staging/v", SOON);
    assertThat(client.status("v", SOON)).isEmpty();
  }

  @Test
  void otherVersionGetsAnAnswerThatSaysSo() {
    assertThat(send("{\"version\":9,\"everything\":\"different\"}"))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(Kind.INVALID);
              assertThat(failed.message()).contains("protocol version 9", "speaks 1");
            });
  }

  @Test
  void garbageGetsAnAnswer() {
    assertThat(send("\0\1\2")).isInstanceOf(Reply.Failed.class);
  }

  @Test
  void tooLongRequestIsDropped() {
    try (UnixSocket socket = connect()) {
      socket.send(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array(), List.of());
      assertThatThrownBy(() -> Frame.receive(socket, SOON))
          .isInstanceOf(Frame.BadFrameException.class);
    }
    client.ping(SOON);
  }

  @Test
  void callerThatSaysNothingHoldsUpNobodyAndIsDropped() {
    try (UnixSocket silent = connect()) {
      client.ping(Duration.ofSeconds(2));
      assertThatThrownBy(() -> Frame.receive(silent, SOON))
          .isInstanceOf(Frame.BadFrameException.class);
    }
  }

  @Test
  void callThatOutlivesItsDeadlineGoesOn() {
    node.runner.behave(Behaviour.CONNECT);
    fails(
        Kind.DEADLINE,
        "it goes on",
        () -> client.stage(FakeNode.spec("v"), "/staging/v", Duration.ofMillis(300)));
    fails(Kind.PENDING, "volume v", () -> client.stage(FakeNode.spec("v"), "/staging/v", SOON));
    // ... until its own limit, and then back: nothing of it is left.
    await().atMost(SOON).until(() -> client.status("v", SOON).isEmpty());
    assertThat(node.table.read().entries()).isEmpty();
    assertThat(node.runner.living()).isZero();
  }
}
