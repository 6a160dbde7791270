// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.BackendException;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.InlineBackend;
import org.efc.backend.Limits;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.backend.Traits;
import org.efc.backend.source.Source;
import org.efc.common.Name;

/**
 * A local directory as a backend. Objects are addressed by the kernel's file handles, so that they
 * survive renames and restarts of this process; everything is done with the caller's rights; what
 * lies outside of the directory can't be named.
 *
 * <p>Calls are made on the calling thread, which should be a platform thread: a system call pins a
 * virtual one.
 */
public final class FileBackend extends InlineBackend {
  private static final int TRANSFER = 1 << 20;

  // Larger files than its own limit a file system refuses itself (EFBIG).
  private static final Limits LIMITS =
      new Limits(TRANSFER, TRANSFER, Long.MAX_VALUE, Name.MAX_LENGTH);

  private final Volume volume;
  private final FileNamespace names;
  private final FileCreation creation;
  private final AttributeWriter attributes;
  private final FileData data;
  private final DirectoryReader directories;
  private final Traits traits;

  FileBackend(Volume volume, int umask, long verifier, Traits traits) {
    this.volume = volume;
    this.traits = traits;
    this.names = new FileNamespace(volume);
    this.creation = new FileCreation(volume, umask);
    this.attributes = new AttributeWriter(volume);
    this.data = new FileData(volume, verifier);
    this.directories = new DirectoryReader(volume);
  }

  /**
   * Opens a directory.
   *
   * @throws BackendException ENOENT or ENOTDIR when there is no such directory, EPERM without the
   *     capabilities this needs, EOPNOTSUPP on a file system without file handles
   */
  public static FileBackend open(Source.Local source) {
    return FileBackendOpening.open(source);
  }

  @Override
  public Handle root() {
    return volume.root();
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public long rootFsid() {
    return volume.attributes().fsid();
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  protected void release() {
    volume.files().close();
  }

  @Override
  protected Attributes getattr(Caller caller, Handle object) {
    try (OpenFiles.Lease lease = volume.path(object)) {
      return volume.attributes().of(lease.fd());
    }
  }

  @Override
  protected Attributes setattr(Caller caller, Handle object, AttributeChange change) {
    return attributes.setattr(caller, object, change);
  }

  @Override
  protected Entry lookup(Caller caller, Handle directory, Name name) {
    return names.lookup(caller, directory, name);
  }

  @Override
  protected int access(Caller caller, Handle object, int mask) {
    try (OpenFiles.Lease lease = volume.path(object)) {
      return volume.as(caller, () -> Rights.granted(lease.fd(), mask));
    }
  }

  @Override
  protected byte[] readlink(Caller caller, Handle link) {
    return names.readlink(link);
  }

  @Override
  protected int read(
      Caller caller, Handle file, long offset, long address, int length, AttributesBuffer after) {
    return data.read(caller, file, offset, address, length);
  }

  @Override
  protected long write(
      Caller caller, Handle file, long offset, long address, int length, Stability stability) {
    return data.write(caller, file, offset, address, length, stability);
  }

  @Override
  protected long commit(Caller caller, Handle file) {
    return data.commit(file);
  }

  @Override
  protected void sync(Caller caller, Handle object, boolean dataOnly) {
    data.sync(object, dataOnly);
  }

  @Override
  protected Entry create(
      Caller caller, Handle directory, Name name, CreateMode mode, AttributeChange initial) {
    return creation.create(caller, directory, name, mode, initial);
  }

  @Override
  protected Entry mkdir(Caller caller, Handle directory, Name name, AttributeChange initial) {
    return creation.mkdir(caller, directory, name, initial);
  }

  @Override
  protected Entry symlink(
      Caller caller, Handle directory, Name name, byte[] target, AttributeChange initial) {
    return creation.symlink(caller, directory, name, target, initial);
  }

  @Override
  protected Entry mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial) {
    return creation.mknod(caller, directory, name, type, device, initial);
  }

  @Override
  protected void remove(Caller caller, Handle directory, Name name) {
    names.remove(caller, directory, name);
  }

  @Override
  protected void rmdir(Caller caller, Handle directory, Name name) {
    names.rmdir(caller, directory, name);
  }

  @Override
  protected void rename(
      Caller caller, Handle fromDirectory, Name from, Handle toDirectory, Name to) {
    names.rename(caller, fromDirectory, from, toDirectory, to);
  }

  @Override
  protected Attributes link(Caller caller, Handle file, Handle directory, Name name) {
    return names.link(caller, file, directory, name);
  }

  @Override
  protected DirectoryPage readdir(
      Caller caller, Handle directory, DirectoryPosition position, int maxEntries) {
    return directories.read(caller, directory, position, maxEntries);
  }

  @Override
  protected SpaceUsage statfs(Caller caller) {
    try (OpenFiles.Lease lease = volume.path(volume.root())) {
      return FileSystemUsage.read(lease.fd()).space();
    }
  }
}
