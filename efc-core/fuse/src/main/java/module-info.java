// SPDX-License-Identifier: Apache-2.0

/** The FUSE protocol on a raw device, without libfuse. No third-party run-time dependency. */
module org.efc.fuse {
  requires transitive org.efc.common;
  requires static org.jspecify;

  exports org.efc.fuse;
  exports org.efc.fuse.abi;
  exports org.efc.fuse.op;
  exports org.efc.fuse.wire;
}
