// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.efc.backend.Handle;

/**
 * What mounting found out, for the next process: handles last (RFC 1813 2.6), so that it need not
 * ask the MOUNT program, which may be away, nor walk.
 *
 * @param source what was mounted; of another one nothing of it holds
 * @param mountPort where the MOUNT program was
 * @param export as {@link Mounted.Export#path} has it
 * @param maxNameLength bytes
 */
record MountMemo(
    String source,
    int mountPort,
    String export,
    Handle root,
    FileSystemInfo server,
    int maxNameLength) {
  private static final int FORMAT = 1;

  byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeUTF(source);
      out.writeInt(mountPort);
      out.writeUTF(export);
      out.writeInt(root.length());
      out.write(root.toBytes());
      out.writeLong(server.maxRead());
      out.writeLong(server.maxWrite());
      out.writeLong(server.maxFileSize());
      out.writeInt(maxNameLength);
    } catch (IOException e) {
      throw new UncheckedIOException("a memo in memory", e);
    }
    return bytes.toByteArray();
  }

  /** Empty when it is of another version, or is none. */
  static Optional<MountMemo> decoded(byte[] memo) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(memo))) {
      if (in.readInt() != FORMAT) {
        return Optional.empty();
      }
      String source = in.readUTF();
      int mountPort = in.readInt();
      String export = in.readUTF();
      int length = in.readInt();
      if (length < 0 || length > Handle.MAX_LENGTH) {
        return Optional.empty();
      }
      Handle root = Handle.adopt(in.readNBytes(length));
      FileSystemInfo server = new FileSystemInfo(in.readLong(), in.readLong(), in.readLong());
      return Optional.of(new MountMemo(source, mountPort, export, root, server, in.readInt()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
