// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.backend.nfs.Wire;
import org.efc.common.Errno;
import org.efc.common.Name;

/** The procedures of NFS version 3 on a backend, each as RFC 1813 section 3.3 has it. */
final class NfsProgram {
  private static final int MAX_TRANSFER = 1 << 20;

  private final BlockingBackend storage;
  private final Backend backend;
  private final Listings listings;
  private final long bootVerifier;

  NfsProgram(BlockingBackend storage, long bootVerifier) {
    this.storage = storage;
    this.backend = storage.backend();
    this.listings = new Listings(storage);
    this.bootVerifier = bootVerifier;
  }

  Wire results(Call call, Fault fault) {
    Nfs3Call procedure = Nfs3Call.values()[call.procedure()];
    OptionalInt refusal = fault.refuse(call);
    if (refusal.isPresent()) {
      return Statuses.failure(procedure, refusal.getAsInt());
    }
    try {
      return execute(procedure, call, call.arguments(), new Results(storage, fault)).out();
    } catch (BackendException e) {
      return Statuses.failure(procedure, Statuses.of(e.errno()));
    }
  }

  private Results execute(Nfs3Call procedure, Call call, Arguments in, Results out) {
    return switch (procedure) {
      case NULL -> out;
      case GETATTR -> getattr(call, in, out);
      case SETATTR -> setattr(call, in, out);
      case LOOKUP -> lookup(call, in, out);
      case ACCESS -> access(call, in, out);
      case READLINK -> readlink(call, in, out);
      case READ -> read(call, in, out);
      case WRITE -> write(call, in, out);
      case CREATE -> create(call, in, out);
      case MKDIR -> mkdir(call, in, out);
      case SYMLINK -> symlink(call, in, out);
      case MKNOD -> mknod(call, in, out);
      case REMOVE -> remove(call, in, out);
      case RMDIR -> rmdir(call, in, out);
      case RENAME -> rename(call, in, out);
      case LINK -> link(call, in, out);
      case READDIR, READDIRPLUS -> listings.list(call, procedure, in, out);
      case FSSTAT -> fsstat(call, in, out);
      case FSINFO -> fsinfo(in, out);
      case PATHCONF -> pathconf(in, out);
      case COMMIT -> commit(call, in, out);
    };
  }

  private <T> T await(Call call, Consumer<Completion<T>> start) {
    return storage.await(Nfs3Call.values()[call.procedure()].name(), start);
  }

  private Results getattr(Call call, Arguments in, Results out) {
    Attributes attributes = await(call, c -> backend.getattr(call.caller(), in.handle(), c));
    out.ok().out().fattr(out.fault().attributes(attributes));
    return out;
  }

  private Results setattr(Call call, Arguments in, Results out) {
    Handle object = in.handle();
    AttributeChange change = in.change();
    if (in.flag()) {
      change =
          new AttributeChange(
              change.mode(),
              change.uid(),
              change.gid(),
              change.size(),
              change.atime(),
              change.mtime(),
              Optional.of(in.timestamp()));
    }
    AttributeChange all = change;
    Attributes after =
        await(call, c -> backend.setattr(call.caller(), object, all, Change.REPEATABLE, c));
    out.ok().out().u32(0);
    return out.after(Optional.of(after));
  }

  private Results lookup(Call call, Arguments in, Results out) {
    Handle directory = in.handle();
    Name name = in.name();
    Entry entry = await(call, c -> backend.lookup(call.caller(), directory, name, c));
    out.ok().out().opaque(entry.handle().toBytes());
    return out.after(Optional.of(entry.attributes())).after(directory);
  }

  private Results access(Call call, Arguments in, Results out) {
    Handle object = in.handle();
    int wanted = in.u32();
    int mask = await(call, c -> backend.access(call.caller(), object, 7, c));
    Attributes attributes = await(call, c -> backend.getattr(call.caller(), object, c));
    int execute = attributes.type() == FileType.DIRECTORY ? 0x02 : 0x20;
    int granted =
        ((mask & 4) != 0 ? 0x01 : 0)
            | ((mask & 2) != 0 ? 0x1c : 0)
            | ((mask & 1) != 0 ? execute : 0);
    out.ok().after(object).out().u32(granted & wanted);
    return out;
  }

  private Results readlink(Call call, Arguments in, Results out) {
    Handle link = in.handle();
    byte[] target = await(call, c -> backend.readlink(call.caller(), link, c));
    out.ok().after(link).out().opaque(target);
    return out;
  }

  private Results read(Call call, Arguments in, Results out) {
    Handle file = in.handle();
    long offset = in.u64();
    int wanted = Math.clamp(Integer.toUnsignedLong(in.u32()), 0, MAX_TRANSFER);
    ByteBuffer buffer = ByteBuffer.allocateDirect(wanted);
    int count =
        storage.awaitIo(
            "READ", c -> BufferCalls.read(backend, call.caller(), file, offset, buffer, c));
    int given = Math.min(count, out.fault().transfer(count));
    byte[] data = new byte[given];
    buffer.get(0, data);
    boolean end = count < wanted && given == count;
    out.ok().after(file).out().u32(out.fault().count(given), end ? 1 : 0).opaque(data);
    return out;
  }

  /** Of a stable_how (RFC 1813 3.3.7): what asks for DATA_SYNC gets more. */
  private static Stability stability(int how) {
    return how == 0 ? Stability.UNSTABLE : Stability.FILE_SYNC;
  }

  private static int how(Stability stability) {
    return stability == Stability.UNSTABLE ? 0 : 2;
  }

  private Results write(Call call, Arguments in, Results out) {
    Handle file = in.handle();
    long offset = in.u64();
    in.u32(); // count: that of the data
    Stability wanted = stability(in.u32());
    byte[] data = in.opaque();
    int taken = Math.min(data.length, out.fault().transfer(data.length));
    if (taken > 0) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(taken).put(0, data, 0, taken);
      int _ =
          storage.awaitIo(
              "WRITE",
              c ->
                  BufferCalls.write(
                      backend, call.caller(), file, offset, buffer, wanted, Change.REPEATABLE, c));
    }
    out.ok()
        .wcc(file)
        .out()
        .u32(out.fault().count(taken), how(out.fault().committed(wanted)))
        .u64(out.fault().verifier(bootVerifier));
    return out;
  }

  private Results create(Call call, Arguments in, Results out) {
    Handle directory = in.handle();
    Name name = in.name();
    int how = in.u32();
    CreateMode mode =
        switch (how) {
          case 0 -> CreateMode.UNCHECKED;
          case 1 -> CreateMode.GUARDED;
          default -> new CreateMode.Exclusive(in.u64());
        };
    AttributeChange initial = how < 2 ? in.change() : AttributeChange.NONE;
    Entry made =
        await(
            call,
            c ->
                backend.create(
                    call.caller(), directory, name, mode, initial, Change.REPEATABLE, c));
    return out.ok().made(made).wcc(directory);
  }

  private Results mkdir(Call call, Arguments in, Results out) {
    Handle directory = in.handle();
    Name name = in.name();
    AttributeChange initial = in.change();
    Entry made =
        await(
            call,
            c -> backend.mkdir(call.caller(), directory, name, initial, Change.REPEATABLE, c));
    return out.ok().made(made).wcc(directory);
  }

  private Results symlink(Call call, Arguments in, Results out) {
    Handle directory = in.handle();
    Name name = in.name();
    AttributeChange initial = in.change();
    byte[] target = in.opaque();
    Entry made =
        await(
            call,
            c ->
                backend.symlink(
                    call.caller(), directory, name, target, initial, Change.REPEATABLE, c));
    return out.ok().made(made).wcc(directory);
  }

  private Results mknod(Call call, Arguments in, Results out) {
    Handle directory = in.handle();
    Name name = in.name();
    FileType type =
        switch (in.u32()) {
          case 3 -> FileType.BLOCK_DEVICE;
          case 4 -> FileType.CHARACTER_DEVICE;
          case 6 -> FileType.SOCKET;
          case 7 -> FileType.FIFO;
          default -> throw new BackendException("type", Errno.EINVAL);
        };
    AttributeChange initial = in.change();
    boolean isDevice = type == FileType.BLOCK_DEVICE || type == FileType.CHARACTER_DEVICE;
    DeviceNumber device = isDevice ? new DeviceNumber(in.u32(), in.u32()) : DeviceNumber.NONE;
    Entry made =
        await(
            call,
            c ->
                backend.mknod(
                    call.caller(), directory, name, type, device, initial, Change.REPEATABLE, c));
    return out.ok().made(made).wcc(directory);
  }

  private Results remove(Call call, Arguments in, Results out) {
    Handle directory = in.handle();
    Name name = in.name();
    Done _ = await(call, c -> backend.remove(call.caller(), directory, name, Change.REPEATABLE, c));
    return out.ok().wcc(directory);
  }

  private Results rmdir(Call call, Arguments in, Results out) {
    Handle directory = in.handle();
    Name name = in.name();
    Done _ = await(call, c -> backend.rmdir(call.caller(), directory, name, Change.REPEATABLE, c));
    return out.ok().wcc(directory);
  }

  private Results rename(Call call, Arguments in, Results out) {
    Handle from = in.handle();
    Name name = in.name();
    Handle to = in.handle();
    Name newName = in.name();
    Done _ =
        await(
            call,
            c -> backend.rename(call.caller(), from, name, to, newName, Change.REPEATABLE, c));
    return out.ok().wcc(from).wcc(to);
  }

  private Results link(Call call, Arguments in, Results out) {
    Handle file = in.handle();
    Handle directory = in.handle();
    Name name = in.name();
    Attributes after =
        await(call, c -> backend.link(call.caller(), file, directory, name, Change.REPEATABLE, c));
    return out.ok().after(Optional.of(after)).wcc(directory);
  }

  private Results fsstat(Call call, Arguments in, Results out) {
    Handle root = in.handle();
    SpaceUsage space = await(call, c -> backend.statfs(call.caller(), c));
    out.ok()
        .after(root)
        .out()
        .u64(space.totalBytes())
        .u64(space.freeBytes())
        .u64(space.availableBytes())
        .u64(space.totalFiles())
        .u64(space.freeFiles())
        .u64(space.availableFiles())
        .u32(0);
    return out;
  }

  private Results fsinfo(Arguments in, Results out) {
    int size = MAX_TRANSFER;
    out.ok()
        .after(in.handle())
        .out()
        .u32(size, size, 4096, size, size, 4096, 65536)
        .u64(Long.MAX_VALUE)
        .u32(0, 1, 0x1b);
    return out;
  }

  private Results pathconf(Arguments in, Results out) {
    out.ok().after(in.handle()).out().u32(32000, Name.MAX_LENGTH, 1, 1, 0, 1);
    return out;
  }

  private Results commit(Call call, Arguments in, Results out) {
    Handle file = in.handle();
    long _ = await(call, c -> backend.commit(call.caller(), file, c));
    out.ok().wcc(file).out().u64(out.fault().verifier(bootVerifier));
    return out;
  }
}
