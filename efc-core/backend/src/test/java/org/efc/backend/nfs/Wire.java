// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/** XDR by hand for fake servers, so that a mistake of the client's own codec shows. */
final class Wire {
  static final int REGULAR = 1;
  static final int DIRECTORY = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Wire u32(long... values) {
    for (long value : values) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.write((int) (value >>> shift));
      }
    }
    return this;
  }

  Wire u64(long value) {
    return u32(value >>> 32, value);
  }

  Wire opaque(byte[] value) {
    u32(value.length);
    bytes.writeBytes(value);
    while (bytes.size() % 4 != 0) {
      bytes.write(0);
    }
    return this;
  }

  Wire string(String value) {
    return opaque(value.getBytes(UTF_8));
  }

  Wire raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  /** fattr3 with mode 0755, one link and recognizable times. */
  Wire fattr(int type, long fileid, long size) {
    return u32(type, 0100755, 1, 10, 20)
        .u64(size)
        .u64(4096)
        .u32(0, 0)
        .u64(77)
        .u64(fileid)
        .u32(100, 1, 200, 2, 300, 3);
  }

  /** post_op_attr that is there. */
  Wire attributes(int type, long fileid, long size) {
    return u32(1).fattr(type, fileid, size);
  }

  /** post_op_attr, pre_op_attr or post_op_fh3 that is not there. */
  Wire absent() {
    return u32(0);
  }

  /** wcc_data without anything in it. */
  Wire noWcc() {
    return u32(0, 0);
  }

  /** post_op_fh3 that is there. */
  Wire handle(String handle) {
    return u32(1).string(handle);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }
}
