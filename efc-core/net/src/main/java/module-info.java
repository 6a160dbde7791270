// SPDX-License-Identifier: Apache-2.0

/** Calls over connections that are made again. No third-party run-time dependency. */
module org.efc.net {
  requires transitive org.efc.common;
  requires static org.jspecify;

  exports org.efc.net;
}
