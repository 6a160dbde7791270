// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** The two numbers of a device special file. */
public record DeviceNumber(int major, int minor) {
  /** For everything that is no device. */
  public static final DeviceNumber NONE = new DeviceNumber(0, 0);

  /** From the kernel's 32-bit encoding in FUSE messages (new_encode_dev, linux/kdev_t.h). */
  public static DeviceNumber decode(int encoded) {
    return new DeviceNumber(
        (encoded >>> 8) & 0xfff, (encoded & 0xff) | ((encoded >>> 12) & 0xfff00));
  }

  /** The kernel's 32-bit encoding (new_encode_dev). */
  public int encode() {
    return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
  }
}
