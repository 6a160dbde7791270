// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import org.efc.common.EfcException;

/** The processor architectures that have a system call table here. */
public enum Arch {
  AMD64,
  AARCH64;

  private static final Arch CURRENT = parse(System.getProperty("os.arch"));

  /** The architecture this JVM runs on. */
  public static Arch current() {
    return CURRENT;
  }

  static Arch parse(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> AMD64;
      case "aarch64", "arm64" -> AARCH64;
      default ->
          throw new EfcException("os.arch is " + name + ": EFC runs on amd64 and aarch64 Linux");
    };
  }
}
