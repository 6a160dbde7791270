// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.efc.backend.BackendException;
import org.efc.backend.Handle;
import org.efc.common.Errno;

/**
 * Finds the longest leading part of a path that the server exports: many servers take MNT of a
 * directory below an export, others only of the export itself, and some answer EACCES for what is
 * no export at all.
 */
final class ExportSearch {
  private static final int AUTH_SYS = 1;

  private final MountClient mount;
  private final String path;
  private final boolean reservedPort;

  ExportSearch(MountClient mount, String path, boolean reservedPort) {
    this.mount = mount;
    this.path = path;
    this.reservedPort = reservedPort;
  }

  /** A mounted part of the path. */
  record Match(String export, Handle handle) {}

  /**
   * The longest part.
   *
   * @throws BackendException ENOENT naming what is exported, EACCES when the server refuses us
   */
  Match run() {
    Optional<MountReply.Refused> first = Optional.empty();
    for (String part = path; ; part = parent(part)) {
      if (part.getBytes(StandardCharsets.UTF_8).length <= MountClient.MAX_PATH) {
        switch (mount.mount(part)) {
          case MountReply.Granted granted -> {
            return match(part, granted);
          }
          case MountReply.Refused refused -> first = first.or(() -> Optional.of(refused));
        }
      }
      if (part.equals("/")) {
        throw refusal(first);
      }
    }
  }

  private static Match match(String part, MountReply.Granted granted) {
    if (!granted.flavors().isEmpty() && !granted.flavors().contains(AUTH_SYS)) {
      throw new BackendException(
          "export "
              + part
              + " wants authentication of flavor "
              + granted.flavors()
              + ", only AUTH_SYS (1) is supported",
          Errno.EACCES);
    }
    return new Match(part, granted.handle());
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private BackendException refusal(Optional<MountReply.Refused> first) {
    Optional<List<String>> exports = exports();
    boolean exported = exports.map(all -> all.stream().anyMatch(this::holds)).orElse(false);
    boolean denied = first.map(MountReply.Refused::isDenial).orElse(false);
    String offer =
        exports
            .map(all -> "; the server exports " + all.stream().collect(Collectors.joining(", ")))
            .orElse("");
    // A server with a list that lacks the path says EACCES only not to say what there is.
    if (denied && (exported || exports.isEmpty())) {
      return new BackendException(
          "server refuses to mount "
              + path
              + ": its export must admit this node's address"
              + (reservedPort ? "" : ", and a port above 1023 or the source needs option resvport")
              + offer,
          Errno.EACCES);
    }
    int status = first.map(MountReply.Refused::status).orElse(0);
    Errno errno = exported && !denied ? NfsStatus.errno(status) : Errno.ENOENT;
    return new BackendException(
        "no such export or directory: "
            + path
            + " (mountstat3 "
            + status
            + ")"
            + (offer.isEmpty() ? "" : offer),
        errno);
  }

  private Optional<List<String>> exports() {
    try {
      List<String> exports = mount.exports();
      return exports.isEmpty() ? Optional.empty() : Optional.of(exports);
    } catch (BackendException e) {
      return Optional.empty(); // some servers keep the list to themselves
    }
  }

  private boolean holds(String export) {
    return export.equals(path) || export.equals("/") || path.startsWith(export + "/");
  }
}
