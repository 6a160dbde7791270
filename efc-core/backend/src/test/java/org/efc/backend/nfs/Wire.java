// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.efc.backend.Attributes;
import org.efc.backend.FileType;
import org.efc.backend.Timestamp;

/** XDR by hand for fake servers, so that a mistake of the client's own codec shows. */
public final class Wire {
  static final int REGULAR = 1;
  static final int DIRECTORY = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public Wire u32(long... values) {
    for (long value : values) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        bytes.write((int) (value >>> shift));
      }
    }
    return this;
  }

  public Wire u64(long value) {
    return u32(value >>> 32, value);
  }

  public Wire opaque(byte[] value) {
    u32(value.length);
    bytes.writeBytes(value);
    while (bytes.size() % 4 != 0) {
      bytes.write(0);
    }
    return this;
  }

  public Wire string(String value) {
    return opaque(value.getBytes(UTF_8));
  }

  public Wire raw(byte[] value) {
    bytes.writeBytes(value);
    return this;
  }

  /** fattr3. */
  public Wire fattr(Attributes of) {
    return u32(type(of.type()), of.mode(), of.links(), of.uid(), of.gid())
        .u64(of.size())
        .u64(of.used())
        .u32(of.device().major(), of.device().minor())
        .u64(of.fsid())
        .u64(of.fileid())
        .time(of.atime())
        .time(of.mtime())
        .time(of.ctime());
  }

  /** ftype3. */
  private static int type(FileType type) {
    return switch (type) {
      case REGULAR -> 1;
      case DIRECTORY -> 2;
      case BLOCK_DEVICE -> 3;
      case CHARACTER_DEVICE -> 4;
      case SYMLINK -> 5;
      case SOCKET -> 6;
      case FIFO -> 7;
    };
  }

  private Wire time(Timestamp time) {
    return u32(time.seconds(), time.nanos());
  }

  /** fattr3 with mode 0755, one link and recognizable times. */
  public Wire fattr(int type, long fileid, long size) {
    return u32(type, 0100755, 1, 10, 20)
        .u64(size)
        .u64(4096)
        .u32(0, 0)
        .u64(77)
        .u64(fileid)
        .u32(100, 1, 200, 2, 300, 3);
  }

  /** post_op_attr that is there. */
  public Wire attributes(int type, long fileid, long size) {
    return u32(1).fattr(type, fileid, size);
  }

  /** post_op_attr, pre_op_attr or post_op_fh3 that is not there. */
  public Wire absent() {
    return u32(0);
  }

  /** wcc_data without anything in it. */
  public Wire noWcc() {
    return u32(0, 0);
  }

  /** post_op_fh3 that is there. */
  public Wire handle(String handle) {
    return u32(1).string(handle);
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }
}
