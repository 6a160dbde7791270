// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Done;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.SpaceUsage;
import org.efc.backend.nfs.rpc.Procedure;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Name;

/**
 * The procedures of RFC 1813 section 3.3 as they are: one call each, with what the server leaves
 * out left out. READ, WRITE and the listings have classes of their own.
 */
final class Procedures {
  private final RpcClient client;
  private final ServerInstance instance;

  Procedures(RpcClient client, ServerInstance instance) {
    this.client = client;
    this.instance = instance;
  }

  RpcClient client() {
    return client;
  }

  ServerInstance instance() {
    return instance;
  }

  void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    call(Nfs3.GETATTR, caller, handle(object), FileXdr::readAttributes, completion);
  }

  void setattr(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Optional<Attributes>> completion) {
    change(
        Nfs3.SETATTR,
        caller,
        out -> {
          FileXdr.putHandle(out, object);
          FileXdr.putChange(out, wanted);
          out.putBoolean(wanted.guard().isPresent());
          wanted.guard().ifPresent(ctime -> FileXdr.putTime(out, ctime));
        },
        FileXdr::readAfter,
        change,
        completion);
  }

  void lookup(Caller caller, Handle directory, Name name, Completion<Found> completion) {
    call(
        Nfs3.LOOKUP,
        caller,
        out -> FileXdr.putName(out, directory, name),
        in -> new Found(Optional.of(FileXdr.readHandle(in)), FileXdr.readOptionalAttributes(in)),
        completion);
  }

  /** ACCESS3_ bits, wanted and granted. */
  void access(Caller caller, Handle object, int wanted, Completion<Integer> completion) {
    call(
        Nfs3.ACCESS,
        caller,
        out -> {
          FileXdr.putHandle(out, object);
          out.putInt(wanted);
        },
        in -> {
          FileXdr.skipAttributes(in);
          return in.readInt();
        },
        completion);
  }

  void readlink(Caller caller, Handle link, Completion<byte[]> completion) {
    call(
        Nfs3.READLINK,
        caller,
        handle(link),
        in -> {
          FileXdr.skipAttributes(in);
          return in.readOpaque(Nfs3.MAX_TARGET);
        },
        completion);
  }

  void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Change change,
      Completion<Found> completion) {
    change(
        Nfs3.CREATE,
        caller,
        out -> {
          FileXdr.putName(out, directory, name);
          switch (mode) {
            case CreateMode.Unchecked _ -> putCreation(out, 0, initial);
            case CreateMode.Guarded _ -> putCreation(out, 1, initial);
            case CreateMode.Exclusive exclusive -> {
              out.putInt(2);
              out.putLong(exclusive.verifier());
            }
          }
        },
        Procedures::readFound,
        change,
        completion);
  }

  private static void putCreation(XdrEncoder out, int how, AttributeChange initial) {
    out.putInt(how);
    FileXdr.putChange(out, initial);
  }

  void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
      Completion<Found> completion) {
    change(
        Nfs3.MKDIR,
        caller,
        out -> {
          FileXdr.putName(out, directory, name);
          FileXdr.putChange(out, initial);
        },
        Procedures::readFound,
        change,
        completion);
  }

  void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Change change,
      Completion<Found> completion) {
    new SimpleCall<>(
            client,
            Nfs3.SYMLINK,
            caller,
            out -> {
              FileXdr.putName(out, directory, name);
              FileXdr.putChange(out, initial);
              out.putInt(target.length);
            },
            ByteBuffer.wrap(target),
            Procedures::readFound,
            change,
            completion)
        .submit();
  }

  void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Change change,
      Completion<Found> completion) {
    change(
        Nfs3.MKNOD,
        caller,
        out -> {
          FileXdr.putName(out, directory, name);
          out.putInt(FileXdr.typeNumber(type));
          FileXdr.putChange(out, initial);
          if (type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE) {
            out.putInt(device.major());
            out.putInt(device.minor());
          }
        },
        Procedures::readFound,
        change,
        completion);
  }

  /** REMOVE or RMDIR. */
  void remove(
      Procedure procedure,
      Caller caller,
      Handle directory,
      Name name,
      Change change,
      Completion<Done> completion) {
    change(
        procedure,
        caller,
        out -> FileXdr.putName(out, directory, name),
        in -> Done.DONE,
        change,
        completion);
  }

  void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Change change,
      Completion<Done> completion) {
    change(
        Nfs3.RENAME,
        caller,
        out -> {
          FileXdr.putName(out, fromDirectory, from);
          FileXdr.putName(out, toDirectory, to);
        },
        in -> Done.DONE,
        change,
        completion);
  }

  void link(
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Optional<Attributes>> completion) {
    change(
        Nfs3.LINK,
        caller,
        out -> {
          FileXdr.putHandle(out, file);
          FileXdr.putName(out, directory, name);
        },
        FileXdr::readOptionalAttributes,
        change,
        completion);
  }

  void fsstat(Caller caller, Handle root, Completion<SpaceUsage> completion) {
    call(
        Nfs3.FSSTAT,
        caller,
        handle(root),
        in -> {
          FileXdr.skipAttributes(in);
          return new SpaceUsage(
              in.readAmount(),
              in.readAmount(),
              in.readAmount(),
              in.readAmount(),
              in.readAmount(),
              in.readAmount());
        },
        completion);
  }

  void fsinfo(Caller caller, Handle root, Completion<FileSystemInfo> completion) {
    call(
        Nfs3.FSINFO,
        caller,
        handle(root),
        in -> {
          FileXdr.skipAttributes(in);
          long maxRead = in.readUnsignedInt();
          in.skip(8); // rtpref, rtmult
          long maxWrite = in.readUnsignedInt();
          in.skip(12); // wtpref, wtmult, dtpref
          return new FileSystemInfo(maxRead, maxWrite, in.readAmount());
        },
        completion);
  }

  /** Gives name_max: the longest name, in bytes. */
  void pathconf(Caller caller, Handle root, Completion<Long> completion) {
    call(
        Nfs3.PATHCONF,
        caller,
        handle(root),
        in -> {
          FileXdr.skipAttributes(in);
          in.skip(4); // linkmax
          return in.readUnsignedInt();
        },
        completion);
  }

  /** Commits the whole file; gives the write verifier. */
  void commit(Caller caller, Handle file, Completion<Long> completion) {
    commit(caller, file, 0, completion);
  }

  /**
   * Commits a file from its start.
   *
   * @param count so many bytes; 0 is the whole file
   */
  void commit(Caller caller, Handle file, int count, Completion<Long> completion) {
    call(
        Nfs3.COMMIT,
        caller,
        out -> {
          FileXdr.putHandle(out, file);
          out.putLong(0);
          out.putInt(count);
        },
        in -> {
          FileXdr.skipWcc(in);
          long verifier = in.readLong();
          instance.seen(file, verifier);
          return verifier;
        },
        completion);
  }

  private static SimpleCall.Arguments handle(Handle object) {
    return out -> FileXdr.putHandle(out, object);
  }

  private static Found readFound(XdrDecoder in) {
    return new Found(FileXdr.readOptionalHandle(in), FileXdr.readOptionalAttributes(in));
  }

  private <T> void change(
      Procedure procedure,
      Caller caller,
      SimpleCall.Arguments arguments,
      SimpleCall.Results<T> results,
      Change change,
      Completion<T> completion) {
    SimpleCall.submit(client, procedure, caller, arguments, results, change, completion);
  }

  /** A call that changes nothing. */
  private <T> void call(
      Procedure procedure,
      Caller caller,
      SimpleCall.Arguments arguments,
      SimpleCall.Results<T> results,
      Completion<T> completion) {
    SimpleCall.submit(client, procedure, caller, arguments, results, Change.REPEATABLE, completion);
  }
}
