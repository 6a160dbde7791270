// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.efc.backend.BackendException;

/**
 * Where a volume's files are, as users write it:
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>{@code nfs://host[:port]/export/sub?option=value&option}</td><td>an NFSv3 server; options: {@link NfsOptions}</td></tr>
 * <tr><td>{@code nfs://vol-uuid.region.nas.aliyuncs.com:/sub}</td><td>the same with the empty port of a NAS mount point</td></tr>
 * <tr><td>{@code cpfs://id.region.cpfs.aliyuncs.com:/share/sub}</td><td>CPFS by its NFSv3 protocol service</td></tr>
 * <tr><td>{@code file:///path}</td><td>a local directory</td></tr>
 * <tr><td>{@code memory:}</td><td>a new empty tree in this process's memory, for tests</td></tr>
 * </table>
 *
 * <p>An IPv6 address stands in brackets. Paths are percent-decoded UTF-8. {@code toString} is
 * canonical: equal sources print the same, and the text parses to an equal source.
 */
public sealed interface Source {

  /**
   * Reads a source; white space around it is ignored.
   *
   * @throws BackendException EINVAL: the message names the part, its value and what is allowed
   */
  static Source parse(String text) {
    return SourceParser.parse(text);
  }

  /**
   * A directory on an NFSv3 server.
   *
   * @param host name or address, without brackets, in lower case
   * @param port of the NFS program, 1..65535
   * @param mountPort of the MOUNT program; when empty the backend finds it
   * @param path absolute, normalized, without a trailing slash unless it is the root
   * @param options all but the MOUNT port, by name; see {@link #nfsOptions}
   */
  record Nfs(String host, int port, OptionalInt mountPort, String path, Map<String, String> options)
      implements Source {
    /** IANA's port of NFS. */
    public static final int DEFAULT_PORT = 2049;

    public Nfs {
      host = SourceHost.check(host);
      SourceHost.checkPort("port", port);
      mountPort.ifPresent(p -> SourceHost.checkPort("mountport", p));
      path = SourcePath.normalize(path);
      SortedMap<String, String> sorted = new TreeMap<>(options);
      NfsOptions _ = NfsOptions.parse(sorted);
      options = Collections.unmodifiableSortedMap(sorted);
    }

    /** The options with their types, limits and defaults. */
    public NfsOptions nfsOptions() {
      return NfsOptions.parse(options);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("nfs://");
      text.append(host.contains(":") ? "[" + host + "]" : host);
      if (port != DEFAULT_PORT) {
        text.append(':').append(port);
      }
      text.append(PercentEncoding.encode(path));
      char separator = '?';
      SortedMap<String, String> all = new TreeMap<>(options);
      mountPort.ifPresent(p -> all.put("mountport", Integer.toString(p)));
      for (Map.Entry<String, String> option : all.entrySet()) {
        text.append(separator).append(option.getKey());
        if (!option.getValue().isEmpty()) {
          text.append('=').append(PercentEncoding.encode(option.getValue()));
        }
        separator = '&';
      }
      return text.toString();
    }
  }

  /**
   * A directory of this machine.
   *
   * @param path absolute, normalized
   */
  record Local(String path) implements Source {
    public Local {
      path = SourcePath.normalize(path);
    }

    @Override
    public String toString() {
      return "file://" + PercentEncoding.encode(path);
    }
  }

  /** Memory of this process: every open makes a new, empty tree. */
  record InMemory() implements Source {
    @Override
    public String toString() {
      return "memory:";
    }
  }
}
