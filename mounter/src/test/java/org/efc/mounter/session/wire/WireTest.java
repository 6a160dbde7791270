// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.VolumeStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
  private static final MountSpec SPEC =
      new MountSpec("v \" é\n", "nfs://h/e", true, Map.of("a", "b=c"));

  static Stream<Request> requests() {
    return Stream.of(
        new Request.Stage(SPEC, "/s"),
        new Request.Unstage("v", ""),
        new Request.Publish("v", "/t", new BindOptions(true, true, true)),
        new Request.Unpublish("v", "/t"),
        new Request.Status("v"),
        new Request.ListVolumes(),
        new Request.ReloadQuota("v"),
        new Request.Devices(List.of("a", "b")),
        new Request.Restore(List.of()),
        new Request.Ping(),
        new Request.Stop());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestIsReadAsItWasWritten(Request request) {
    Wire.Call call = new Wire.Call(request, Duration.ofMillis(1234));
    assertThat(Wire.decodeCall(Wire.encode(call))).isEqualTo(call);
  }

  static Stream<Reply> replies() {
    VolumeStatus status =
        new VolumeStatus(
            SPEC,
            "/m",
            List.of("/t"),
            "serving",
            7,
            2,
            99,
            "exit status 1",
            true,
            "text",
            Optional.of(new VolumeStatus.Usage(1, 2, 3, 4, 5)));
    return Stream.of(
        new Reply.Done(),
        new Reply.Failed(Kind.NO_SUCH_SOURCE, "no"),
        new Reply.Volumes(List.of(WireVolume.of(status))),
        new Reply.Quota(1L << 50),
        new Reply.Devices("i", List.of("a"), List.of("b"), true),
        new Reply.Pong("i", 3, "1.0"));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void replyIsReadAsItWasWritten(Reply reply) {
    assertThat(Wire.decodeReply(Wire.encode(reply))).isEqualTo(reply);
  }

  @Test
  void statusSurvivesTheWayWithAndWithoutUsage() {
    for (Optional<VolumeStatus.Usage> usage :
        List.of(
            Optional.<VolumeStatus.Usage>empty(),
            Optional.of(new VolumeStatus.Usage(1, 2, 3, 4, 5)))) {
      VolumeStatus status =
          new VolumeStatus(SPEC, "/m", List.of(), "starting", 0, 1, 0, "", false, "", usage);
      assertThat(WireVolume.of(status).toStatus()).isEqualTo(status);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "not json|request is not JSON",
        "{}|request has protocol version none, this session manager speaks 1",
        "{\"version\":2,\"deadlineMillis\":5,\"request\":{\"call\":\"ping\"}}|protocol version 2",
        "{\"version\":1,\"request\":{\"call\":\"ping\"}}|deadlineMillis is",
        "{\"version\":1,\"deadlineMillis\":0,\"request\":{\"call\":\"ping\"}}|deadlineMillis is 0",
        "{\"version\":1,\"deadlineMillis\":5}|request",
        "{\"version\":1,\"deadlineMillis\":5,\"request\":{\"call\":\"fly\"}}|bad request",
        "{\"version\":1,\"deadlineMillis\":5,\"request\":{\"call\":\"status\"}}|volumeId",
        "{\"version\":1,\"deadlineMillis\":5,\"request\":{\"call\":\"status\",\"volumeId\":null}}|volumeId",
        "{\"version\":1,\"deadlineMillis\":5,\"request\":[]}|bad request",
      })
  void badRequestIsNamed(String body, String message) {
    assertThatThrownBy(() -> Wire.decodeCall(body.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID))
        .hasMessageContaining(message);
  }

  @Test
  void unknownFieldsAreIgnored() {
    String body =
        "{\"version\":1,\"x\":1,\"deadlineMillis\":5,\"request\":{\"call\":\"ping\",\"y\":2}}";
    assertThat(Wire.decodeCall(body.getBytes(StandardCharsets.UTF_8)).request())
        .isEqualTo(new Request.Ping());
  }
}
