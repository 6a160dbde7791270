// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.client.config.ClientException;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * The file {@code .efc-volume} at a volume's root, which CreateVolume and ControllerExpandVolume
 * write: {@code version=1} and {@code capacity=<bytes>}, as properties.
 */
final class VolumeFile {
  private static final Name NAME = Name.of(".efc-volume");
  private static final int MOST = 4096;

  private final BlockingBackend backend;
  private final Handle root;

  VolumeFile(BlockingBackend backend, Handle root) {
    this.backend = backend;
    this.root = root;
  }

  /**
   * The capacity in bytes; empty when there is no such file.
   *
   * @throws BackendException when it can't be read
   * @throws ClientException when it says something else
   */
  OptionalLong capacity() {
    Optional<String> text = read();
    return text.isPresent() ? OptionalLong.of(parse(text.get())) : OptionalLong.empty();
  }

  private Optional<String> read() {
    try {
      Entry entry =
          backend.await(
              "look-up of " + NAME,
              call -> backend.backend().lookup(Caller.ROOT, root, NAME, call));
      ByteBuffer buffer = ByteBuffer.allocateDirect(MOST);
      int count =
          backend.awaitIo(
              "read of " + NAME,
              call ->
                  BufferCalls.read(
                      backend.backend(), owner(entry), entry.handle(), 0, buffer, call));
      byte[] bytes = new byte[count];
      buffer.get(0, bytes);
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    } catch (BackendException e) {
      if (e.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** A squashed superuser may not read it; its owner may. */
  private static Caller owner(Entry entry) {
    return new Caller(entry.attributes().uid(), entry.attributes().gid(), java.util.List.of());
  }

  static long parse(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException e) {
      throw new ClientException(NAME + " has no properties: " + e.getMessage(), e);
    }
    String version = properties.getProperty("version", "");
    if (!version.equals("1")) {
      throw new ClientException(NAME + ": version is \"" + version + "\"; known is 1");
    }
    String capacity = properties.getProperty("capacity", "").strip();
    try {
      long bytes = Long.parseLong(capacity);
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // reported below, together with a number that is none of bytes
    }
    throw new ClientException(
        NAME + ": capacity is \"" + capacity + "\"; a number of bytes above 0 is wanted");
  }
}
