// SPDX-License-Identifier: Apache-2.0

/** What every EFC process shares. No third-party run-time dependency. */
module org.efc.common {
  requires transitive java.logging;
  requires static org.jspecify;

  exports org.efc.common;
  exports org.efc.common.linux;
  exports org.efc.common.metrics;
  exports org.efc.common.vital;
}
