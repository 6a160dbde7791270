// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.Optional;
import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Attributes;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.HandleBuffer;
import org.efc.backend.Timestamp;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Name;

/** The types that the procedures share (RFC 1813 sections 2.5 and 2.6). */
final class FileXdr {
  /** Bytes of a fattr3. */
  static final int ATTRIBUTES = 84;

  private static final long MAX_SECONDS = 0xffff_ffffL;
  private static final int WCC_ATTRIBUTES = 24;

  private FileXdr() {}

  /** nfs_fh3. A handle of another kind of storage can't be one of this server's. */
  static void putHandle(XdrEncoder out, Handle handle) {
    if (handle.length() == 0 || handle.length() > Nfs3.MAX_HANDLE) {
      throw new XdrException(
          "handle has " + handle.length() + " bytes, outside 1.." + Nfs3.MAX_HANDLE);
    }
    handle.copyTo(out.scratch(), 0);
    out.putScratch(handle.length());
  }

  /** The same without an object. */
  static void putHandle(XdrEncoder out, HandleBuffer handle) {
    if (handle.length() == 0 || handle.length() > Nfs3.MAX_HANDLE) {
      throw new XdrException(
          "handle has " + handle.length() + " bytes, outside 1.." + Nfs3.MAX_HANDLE);
    }
    out.putOpaque(handle.bytes(), handle.length());
  }

  /** diropargs3. */
  static void putName(XdrEncoder out, Handle directory, Name name) {
    putHandle(out, directory);
    out.putOpaque(name.toBytes());
  }

  /** sattr3. */
  static void putChange(XdrEncoder out, AttributeChange change) {
    out.putBoolean(change.mode().isPresent());
    change.mode().ifPresent(out::putInt);
    out.putBoolean(change.uid().isPresent());
    change.uid().ifPresent(out::putInt);
    out.putBoolean(change.gid().isPresent());
    change.gid().ifPresent(out::putInt);
    out.putBoolean(change.size().isPresent());
    change.size().ifPresent(out::putLong);
    putTimeChange(out, change.atime());
    putTimeChange(out, change.mtime());
  }

  private static void putTimeChange(XdrEncoder out, TimeChange change) {
    switch (change) {
      case TimeChange.Keep _ -> out.putInt(0);
      case TimeChange.ServerNow _ -> out.putInt(1);
      case TimeChange.To to -> {
        out.putInt(2);
        putTime(out, to.time());
      }
    }
  }

  /** nfstime3, which reaches from 1970 to 2106: what lies outside becomes the nearest. */
  static void putTime(XdrEncoder out, Timestamp time) {
    long seconds = Math.clamp(time.seconds(), 0, MAX_SECONDS);
    out.putInt((int) seconds);
    out.putInt(seconds == time.seconds() ? time.nanos() : 0);
  }

  private static int readNanos(XdrDecoder in) {
    return (int) Math.min(in.readUnsignedInt(), 999_999_999);
  }

  /** fattr3. */
  static Attributes readAttributes(XdrDecoder in) {
    AttributesBuffer read = new AttributesBuffer();
    readAttributes(in, read);
    read.known = true;
    return read.toAttributes();
  }

  /**
   * fattr3 into a place that is used again and again; whether it is known is left to the caller.
   */
  static void readAttributes(XdrDecoder in, AttributesBuffer into) {
    FileType type = readType(in);
    boolean device = type == FileType.BLOCK_DEVICE || type == FileType.CHARACTER_DEVICE;
    into.type = type;
    into.mode = in.readInt() & 07777;
    into.links = in.readInt();
    into.uid = in.readInt();
    into.gid = in.readInt();
    into.size = in.readAmount();
    into.used = in.readAmount();
    int major = in.readInt();
    int minor = in.readInt();
    into.deviceMajor = device ? major : 0;
    into.deviceMinor = device ? minor : 0;
    into.fsid = in.readLong();
    into.fileid = in.readLong();
    into.atimeSeconds = in.readUnsignedInt();
    into.atimeNanos = readNanos(in);
    into.mtimeSeconds = in.readUnsignedInt();
    into.mtimeNanos = readNanos(in);
    into.ctimeSeconds = in.readUnsignedInt();
    into.ctimeNanos = readNanos(in);
  }

  private static FileType readType(XdrDecoder in) {
    int type = in.readInt();
    return switch (type) {
      case 1 -> FileType.REGULAR;
      case 2 -> FileType.DIRECTORY;
      case 3 -> FileType.BLOCK_DEVICE;
      case 4 -> FileType.CHARACTER_DEVICE;
      case 5 -> FileType.SYMLINK;
      case 6 -> FileType.SOCKET;
      case 7 -> FileType.FIFO;
      default -> throw new XdrException("ftype3 is " + type);
    };
  }

  /** ftype3 of what MKNOD makes. */
  static int typeNumber(FileType type) {
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

  /** post_op_attr. */
  static Optional<Attributes> readOptionalAttributes(XdrDecoder in) {
    return in.readBoolean() ? Optional.of(readAttributes(in)) : Optional.empty();
  }

  /** A post_op_attr that nobody wants. */
  static void skipAttributes(XdrDecoder in) {
    if (in.readBoolean()) {
      in.skip(ATTRIBUTES);
    }
  }

  /** The attributes after the operation in a wcc_data. */
  static Optional<Attributes> readAfter(XdrDecoder in) {
    if (in.readBoolean()) {
      in.skip(WCC_ATTRIBUTES);
    }
    return readOptionalAttributes(in);
  }

  static void skipWcc(XdrDecoder in) {
    if (in.readBoolean()) {
      in.skip(WCC_ATTRIBUTES);
    }
    skipAttributes(in);
  }

  /** nfs_fh3; an empty one can't be sent back. */
  static Handle readHandle(XdrDecoder in) {
    byte[] bytes = in.readOpaque(Nfs3.MAX_HANDLE);
    if (bytes.length == 0) {
      throw new XdrException("handle is empty");
    }
    return Handle.adopt(bytes);
  }

  /** post_op_fh3. */
  static Optional<Handle> readOptionalHandle(XdrDecoder in) {
    return in.readBoolean() ? Optional.of(readHandle(in)) : Optional.empty();
  }
}
