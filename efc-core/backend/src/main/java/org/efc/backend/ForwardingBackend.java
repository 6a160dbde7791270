// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Optional;
import java.util.OptionalInt;
import org.efc.common.Name;

/**
 * Passes every call on as it is: what a decorator extends, so that it has only the methods that it
 * changes. {@link #close} closes the backend behind.
 */
public abstract class ForwardingBackend implements Backend {
  /** Where calls go. */
  protected final Backend backend;

  protected ForwardingBackend(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Handle root() {
    return backend.root();
  }

  @Override
  public long rootFsid() {
    return backend.rootFsid();
  }

  @Override
  public Traits traits() {
    return backend.traits();
  }

  @Override
  public Limits limits() {
    return backend.limits();
  }

  @Override
  public void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    backend.getattr(caller, object, completion);
  }

  @Override
  public AttributesCall asking(AttributesEnd end) {
    return backend.asking(end);
  }

  @Override
  public void setattr(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    backend.setattr(caller, object, wanted, change, completion);
  }

  @Override
  public void lookup(Caller caller, Handle directory, Name name, Completion<Entry> completion) {
    backend.lookup(caller, directory, name, completion);
  }

  @Override
  public void access(Caller caller, Handle object, int mask, Completion<Integer> completion) {
    backend.access(caller, object, mask, completion);
  }

  @Override
  public void readlink(Caller caller, Handle link, Completion<byte[]> completion) {
    backend.readlink(caller, link, completion);
  }

  @Override
  public ReadCall reading(ReadEnd end) {
    return backend.reading(end);
  }

  @Override
  public WriteCall writing(WriteEnd end) {
    return backend.writing(end);
  }

  @Override
  public void commit(Caller caller, Handle file, Completion<Long> completion) {
    backend.commit(caller, file, completion);
  }

  @Override
  public void sync(Caller caller, Handle object, boolean dataOnly, Completion<Done> completion) {
    backend.sync(caller, object, dataOnly, completion);
  }

  @Override
  public boolean replaysAnswers() {
    return backend.replaysAnswers();
  }

  @Override
  public OptionalInt underWay() {
    return backend.underWay();
  }

  @Override
  public Optional<String> outage() {
    return backend.outage();
  }

  @Override
  public void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    backend.create(caller, directory, name, mode, initial, change, completion);
  }

  @Override
  public void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    backend.mkdir(caller, directory, name, initial, change, completion);
  }

  @Override
  public void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    backend.symlink(caller, directory, name, target, initial, change, completion);
  }

  @Override
  public void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    backend.mknod(caller, directory, name, type, device, initial, change, completion);
  }

  @Override
  public void remove(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    backend.remove(caller, directory, name, change, completion);
  }

  @Override
  public void rmdir(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    backend.rmdir(caller, directory, name, change, completion);
  }

  @Override
  public void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Change change,
      Completion<Done> completion) {
    backend.rename(caller, fromDirectory, from, toDirectory, to, change, completion);
  }

  @Override
  public void link(
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Attributes> completion) {
    backend.link(caller, file, directory, name, change, completion);
  }

  @Override
  public void readdir(
      Caller caller,
      Handle directory,
      DirectoryPosition position,
      int maxEntries,
      Completion<DirectoryPage> completion) {
    backend.readdir(caller, directory, position, maxEntries, completion);
  }

  @Override
  public void statfs(Caller caller, Completion<SpaceUsage> completion) {
    backend.statfs(caller, completion);
  }

  @Override
  public void close() {
    backend.close();
  }
}
