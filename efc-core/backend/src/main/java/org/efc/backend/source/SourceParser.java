// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.source;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.efc.backend.BackendException;

/** Takes the text of a {@link Source} apart. */
final class SourceParser {
  private static final String MOUNT_PORT = "mountport";

  private SourceParser() {}

  static Source parse(String text) {
    String source = text.strip();
    try {
      return parseStripped(source);
    } catch (BackendException e) {
      throw new BackendException("source '" + source + "': " + e.getMessage(), e.errno(), e);
    }
  }

  private static Source parseStripped(String source) {
    int colon = source.indexOf(':');
    if (colon < 0) {
      throw new BackendException("scheme is missing: write nfs://, cpfs:// or file://");
    }
    String scheme = source.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = source.substring(colon + 1);
    return switch (scheme) {
      case "nfs", "cpfs" -> nfs(scheme, rest);
      case "file" -> local(rest);
      case "memory" -> memory(rest);
      default ->
          throw new BackendException(
              "scheme is '" + scheme + "', not one of nfs, cpfs, file, memory");
    };
  }

  private static Source nfs(String scheme, String rest) {
    if (!rest.startsWith("//")) {
      throw new BackendException("'//' is missing: write " + scheme + "://HOST/PATH");
    }
    Tail tail = Tail.of(rest.substring(2));
    int slash = tail.beforeOptions.indexOf('/');
    String authority = slash < 0 ? tail.beforeOptions : tail.beforeOptions.substring(0, slash);
    // Fluid adds the slash that users leave out; so does this.
    String path = slash < 0 ? "/" : tail.beforeOptions.substring(slash);
    Authority address = Authority.parse(authority);
    OptionalInt mountPort = OptionalInt.empty();
    String mountPortText = tail.options.remove(MOUNT_PORT);
    if (mountPortText != null) {
      mountPort = OptionalInt.of(SourceHost.port("option mountport", mountPortText));
    }
    return new Source.Nfs(
        address.host,
        address.port.orElse(Source.Nfs.DEFAULT_PORT),
        mountPort,
        PercentEncoding.decode("path", path),
        tail.options);
  }

  private static Source local(String rest) {
    Tail tail = Tail.of(rest);
    if (!tail.options.isEmpty()) {
      throw new BackendException(
          "option '" + tail.options.keySet().iterator().next() + "': a local path has no options");
    }
    String path = tail.beforeOptions;
    if (path.startsWith("//")) {
      int slash = path.indexOf('/', 2);
      String host = slash < 0 ? path.substring(2) : path.substring(2, slash);
      if (!host.isEmpty() && !host.equalsIgnoreCase("localhost")) {
        throw new BackendException(
            "host is '" + host + "': a local path has none, write file:///PATH");
      }
      path = slash < 0 ? "" : path.substring(slash);
    }
    return new Source.Local(PercentEncoding.decode("path", path));
  }

  private static Source memory(String rest) {
    if (!rest.isEmpty()) {
      throw new BackendException("'" + rest + "' after memory: nothing may follow");
    }
    return new Source.InMemory();
  }

  /** Host and port, the port possibly empty. */
  private record Authority(String host, OptionalInt port) {
    static Authority parse(String text) {
      if (text.indexOf('@') >= 0) {
        throw new BackendException("host is '" + text + "': a user is not allowed");
      }
      int hostEnd = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
      if (text.startsWith("[") && hostEnd == 0) {
        throw new BackendException("host is '" + text + "': ']' is missing");
      }
      if (hostEnd < 0) {
        hostEnd = text.length();
      }
      String host = text.substring(0, hostEnd);
      String afterHost = text.substring(hostEnd);
      if (!afterHost.isEmpty() && afterHost.charAt(0) != ':') {
        throw new BackendException("host is '" + text + "': after ']' a ':' or a '/' must follow");
      }
      if (afterHost.indexOf(':', 1) >= 0) {
        throw new BackendException(
            "host is '" + text + "': an IPv6 address must stand in brackets");
      }
      OptionalInt port =
          afterHost.length() <= 1
              ? OptionalInt.empty()
              : OptionalInt.of(SourceHost.port("port", afterHost.substring(1)));
      return new Authority(unbracket(host), port);
    }

    private static String unbracket(String host) {
      if (!host.startsWith("[")) {
        return host;
      }
      String address = host.substring(1, host.length() - 1);
      if (address.indexOf(':') < 0) {
        throw new BackendException("host is '" + host + "': brackets are for IPv6 addresses");
      }
      return address;
    }
  }

  /** What follows the scheme, split at the question mark. */
  private record Tail(String beforeOptions, Map<String, String> options) {
    static Tail of(String text) {
      if (text.indexOf('#') >= 0) {
        throw new BackendException("'#' is not allowed (write %23 for one in the path)");
      }
      int question = text.indexOf('?');
      return question < 0
          ? new Tail(text, new LinkedHashMap<>())
          : new Tail(text.substring(0, question), options(text.substring(question + 1)));
    }

    private static Map<String, String> options(String query) {
      Map<String, String> options = new LinkedHashMap<>();
      for (String option : query.split("&", -1)) {
        if (option.isEmpty()) {
          continue;
        }
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        String value = equals < 0 ? "" : option.substring(equals + 1);
        String decoded = PercentEncoding.decode("option " + name, value);
        if (options.putIfAbsent(name, decoded) != null) {
          throw new BackendException("option '" + name + "' stands there twice");
        }
      }
      return options;
    }
  }
}
