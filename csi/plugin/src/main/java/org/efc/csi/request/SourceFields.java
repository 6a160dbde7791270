// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.csi.failure.CsiException;

/**
 * Where the files are, as a StorageClass or a PersistentVolume says it: {@code source}, or {@code
 * server} and {@code share} as users of other NFS drivers know them, with {@code port} and {@code
 * mountPort}.
 */
final class SourceFields {
  static final Set<String> KEYS = Set.of("source", "server", "share", "port", "mountPort");

  private static final int MAX_PORT = 65535;

  private SourceFields() {}

  /**
   * @param field the map, for messages
   */
  static Optional<Source> find(String field, Map<String, String> map) {
    String source = map.getOrDefault("source", "");
    String server = map.getOrDefault("server", "");
    if (source.isEmpty() && server.isEmpty()) {
      return Optional.empty();
    }
    if (!source.isEmpty() && !server.isEmpty()) {
      throw CsiException.invalid(
          name(field, "server"), server, "give either source, or server and share");
    }
    try {
      return Optional.of(source.isEmpty() ? server(field, server, map) : parse(source));
    } catch (BackendException e) {
      throw new CsiException(
          CsiException.Reason.INVALID_FIELD, field + ": " + String.valueOf(e.getMessage()));
    }
  }

  private static Source parse(String text) {
    Source source = Source.parse(text);
    if (source instanceof Source.InMemory) {
      throw CsiException.invalid("source", text, "memory is no place for a volume");
    }
    return source;
  }

  private static Source server(String field, String server, Map<String, String> map) {
    String share = map.getOrDefault("share", "");
    if (share.isEmpty()) {
      throw CsiException.missing(name(field, "share"));
    }
    OptionalInt port = port(field, "port", map);
    return new Source.Nfs(
        server,
        port.orElse(Source.Nfs.DEFAULT_PORT),
        port(field, "mountPort", map),
        share,
        Map.of());
  }

  private static OptionalInt port(String field, String key, Map<String, String> map) {
    String text = map.getOrDefault(key, "");
    return text.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Fields.number(name(field, key), text, 1, MAX_PORT));
  }

  private static String name(String field, String key) {
    return field + "[" + key + "]";
  }

  /**
   * A directory of a source as a source.
   *
   * @throws BackendException for a path with {@code ..} or control characters
   */
  static Source below(Source source, String path) {
    return switch (source) {
      case Source.Nfs nfs ->
          new Source.Nfs(
              nfs.host(), nfs.port(), nfs.mountPort(), nfs.path() + "/" + path, nfs.options());
      case Source.Local local -> new Source.Local(local.path() + "/" + path);
      case Source.InMemory _ -> source;
    };
  }
}
