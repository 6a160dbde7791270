// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

/** A remote procedure by its numbers (RFC 5531 section 8). */
public record Procedure(int program, int version, int number, String name) {
  @Override
  public String toString() {
    return name;
  }
}
