// SPDX-License-Identifier: Apache-2.0

/** The FUSE process of one volume. No third-party run-time dependency. */
module org.efc.client {
  requires org.efc.backend;
  requires org.efc.fuse;
  requires static org.jspecify;
}
