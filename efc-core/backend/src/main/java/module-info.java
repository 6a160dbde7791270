// SPDX-License-Identifier: Apache-2.0

/** Where the files are: the port, and its implementations. No third-party run-time dependency. */
module org.efc.backend {
  requires transitive org.efc.common;
  requires transitive org.efc.net;
  requires static org.jspecify;

  exports org.efc.backend;
  exports org.efc.backend.file;
  exports org.efc.backend.memory;
  exports org.efc.backend.open;
  exports org.efc.backend.source;
}
