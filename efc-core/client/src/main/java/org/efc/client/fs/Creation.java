// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.Arrays;
import java.util.function.Consumer;
import org.efc.backend.AttributeChange;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.Request;
import org.efc.fuse.op.Mkdir;
import org.efc.fuse.op.Mknod;
import org.efc.fuse.op.NamedOp;
import org.efc.fuse.op.Symlink;

/** MKDIR, MKNOD and SYMLINK: what is made without being opened. */
final class Creation {
  private static final int LINK_MODE = 0777;

  private final Volume volume;
  private final Recreation recreation;

  Creation(Volume volume, Recreation recreation) {
    this.volume = volume;
    this.recreation = recreation;
  }

  void mkdir(Request request, Mkdir op) {
    check(op);
    Name name = op.name();
    Handle directory = volume.handle(op.nodeid());
    Caller caller = volume.callers().of(request, op.directoryGroup());
    volume
        .backend()
        .mkdir(
            caller,
            directory,
            name,
            AttributeChange.ofMode(op.mode()),
            recreation.made(
                request,
                caller,
                directory,
                name,
                entry -> entry.attributes().type() == FileType.DIRECTORY,
                reply(request, op.nodeid())));
  }

  void mknod(Request request, Mknod op) {
    check(op);
    Name name = op.name();
    Handle directory = volume.handle(op.nodeid());
    Caller caller = volume.callers().of(request, op.directoryGroup());
    FileType type = FileType.ofMode(op.mode());
    DeviceNumber device = DeviceNumber.decode(op.rdev());
    AttributeChange initial = AttributeChange.ofMode(op.mode());
    Step<Entry> made =
        recreation.made(
            request,
            caller,
            directory,
            name,
            entry -> entry.attributes().type() == type,
            reply(request, op.nodeid()));
    if (type == FileType.REGULAR) {
      volume.backend().create(caller, directory, name, CreateMode.GUARDED, initial, made);
    } else {
      volume.backend().mknod(caller, directory, name, type, device, initial, made);
    }
  }

  void symlink(Request request, Symlink op) {
    check(op);
    Name name = op.name();
    byte[] target = op.target();
    Handle directory = volume.handle(op.nodeid());
    Caller caller = volume.callers().of(request, op.directoryGroup());
    Consumer<Entry> reply = reply(request, op.nodeid());
    volume
        .backend()
        .symlink(
            caller,
            directory,
            name,
            target,
            AttributeChange.ofMode(LINK_MODE),
            recreation.made(
                request,
                caller,
                directory,
                name,
                entry -> entry.attributes().type() == FileType.SYMLINK,
                entry -> requireTarget(request, caller, entry, target, () -> reply.accept(entry))));
  }

  /** A symbolic link that was found is ours only with our target; one just made costs no look. */
  private void requireTarget(
      Request request, Caller caller, Entry entry, byte[] target, Runnable next) {
    if (!request.isResent()) {
      next.run();
      return;
    }
    volume
        .backend()
        .readlink(
            caller,
            entry.handle(),
            Step.then(
                request,
                found -> {
                  if (Arrays.equals(found, target)) {
                    next.run();
                  } else {
                    request.error(Errno.EEXIST);
                  }
                }));
  }

  private void check(NamedOp op) {
    volume.requireWritable();
    HiddenNames.requireAllowed(op.nodeid(), op.name());
    volume.requireSpace();
  }

  private Consumer<Entry> reply(Request request, long parent) {
    return entry -> {
      volume.quota().add(entry.attributes().used());
      volume.replies().entry(request, entry, parent);
    };
  }
}
