// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.json.RecordJson;

/**
 * JSON of requests and replies. Every message names the protocol's version, which is looked at
 * before anything else: unknown fields are ignored within one version, and any other change makes a
 * new one.
 */
public final class Wire {
  public static final int VERSION = 1;

  private static final ObjectMapper JSON = RecordJson.builder().build();

  private Wire() {}

  /**
   * A request and how long its sender waits for the reply.
   *
   * @param deadline 1 ms or more
   */
  public record Call(Request request, Duration deadline) {}

  public static byte[] encode(Call call) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("version", VERSION);
    tree.put("deadlineMillis", Math.max(1, call.deadline().toMillis()));
    tree.set("request", JSON.valueToTree(call.request()));
    return bytes(tree);
  }

  public static byte[] encode(Reply reply) {
    ObjectNode tree = JSON.createObjectNode();
    tree.put("version", VERSION);
    tree.set("reply", JSON.valueToTree(reply));
    return bytes(tree);
  }

  /**
   * @throws MountException INVALID: other version, no JSON, unknown call, missing field
   */
  public static Call decodeCall(byte[] body) {
    JsonNode tree = parse(body, "request", "this session manager");
    long millis = tree.path("deadlineMillis").asLong(0);
    if (millis <= 0) {
      throw new MountException(
          Kind.INVALID, "deadlineMillis is " + tree.path("deadlineMillis") + ": must be 1 or more");
    }
    return new Call(convert(tree.path("request"), Request.class), Duration.ofMillis(millis));
  }

  /**
   * @throws MountException INVALID: other version, no JSON, missing field
   */
  public static Reply decodeReply(byte[] body) {
    return convert(parse(body, "reply", "this caller").path("reply"), Reply.class);
  }

  private static JsonNode parse(byte[] body, String what, String reader) {
    JsonNode tree;
    try {
      tree = JSON.readTree(body);
    } catch (IOException e) {
      throw new MountException(Kind.INVALID, what + " is not JSON: " + firstLine(e), e);
    }
    JsonNode version = tree.path("version");
    if (version.asInt(-1) != VERSION) {
      throw new MountException(
          Kind.INVALID,
          what
              + " has protocol version "
              + (version.isMissingNode() ? "none" : version)
              + ", "
              + reader
              + " speaks "
              + VERSION
              + ": upgrade the older of plugin and session manager");
    }
    return tree;
  }

  private static <T> T convert(JsonNode tree, Class<T> type) {
    try {
      T value = JSON.treeToValue(tree, type);
      if (value == null) {
        throw new MountException(
            Kind.INVALID, type.getSimpleName().toLowerCase() + " is missing in the message");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new MountException(
          Kind.INVALID, "bad " + type.getSimpleName().toLowerCase() + ": " + firstLine(e), e);
    }
  }

  private static byte[] bytes(JsonNode tree) {
    try {
      return JSON.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new MountException(Kind.INTERNAL, "can't write JSON: " + firstLine(e), e);
    }
  }

  private static String firstLine(IOException e) {
    String message = e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse("");
  }
}
