// SPDX-License-Identifier: Apache-2.0

/** What the client remembers of the storage. No third-party run-time dependency. */
module org.efc.cache {
  requires transitive org.efc.backend;
  requires static org.jspecify;

  exports org.efc.cache;
}
