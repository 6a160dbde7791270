// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.nio.file.Path;
import org.efc.backend.Backend;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.caller.Callers;
import org.efc.client.caller.OwnerRetry;
import org.efc.client.caller.ServerRights;
import org.efc.client.caller.SetIdBits;
import org.efc.client.change.ChangeGuard;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.change.MadeBefore;
import org.efc.client.config.FaultPoints;
import org.efc.client.config.VolumeOptions;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.hidden.Removals;
import org.efc.client.quota.Quota;
import org.efc.client.state.FileHandles;
import org.efc.client.state.InodeTable;
import org.efc.client.state.IntentRing;
import org.efc.client.state.OpenFile;
import org.efc.client.validity.CloseToOpen;
import org.efc.client.validity.KernelNotifications;
import org.efc.client.validity.Reclaim;
import org.efc.client.validity.Revalidation;
import org.efc.client.validity.SizeNotices;
import org.efc.client.validity.SizeRetry;
import org.efc.common.metrics.Metrics;
import org.efc.common.vital.FailStop;

/**
 * The classes of the subjects that requests are about, each made with the parts that it needs. What
 * serves requests gets those by its constructor and never this.
 */
final class Subjects {
  final SizeNotices sizes;
  final Replies replies;
  final HiddenFiles unlinked;
  final StaleRoot staleRoot = new StaleRoot();
  final LookupRequests lookups;
  final GetattrRequests getting;
  final SetattrRequests setting;
  final CreationRequests creation;
  final FileCreation fileCreation;
  final LinkRequests linking;
  final RemovalRequests removal;
  final RenameRequests renaming;
  final OpenFiles files;
  final OpenRequests opening;
  final ReadRequests reading;
  final WriteRequests writing;
  final WriteCalls writeCalls;
  final SyncRequests durability;
  final DirectoryRequests directories;
  final SpaceRequests space;
  final Reclaim reclaim;

  /**
   * @param faults where the process may be made to kill itself
   * @param stateDirectory for what the next process must know
   * @param readOnly refuses every change with EROFS
   * @param revalidation to be connected with the notifier of the session
   * @param notifications has threads that notify the kernel
   */
  Subjects(
      Backend backend,
      InodeTable inodes,
      IntentRing intents,
      FaultPoints faults,
      Quota quota,
      Revalidation revalidation,
      KernelNotifications notifications,
      VolumeOptions options,
      Path stateDirectory,
      boolean readOnly,
      Metrics metrics) {
    ClientMetrics counters = new ClientMetrics(metrics);
    FileHandles<OpenFile> handles = new FileHandles<>(inodes.epoch());
    sizes = new SizeNotices(backend, notifications, options.closeToOpen());
    ServerRights rights =
        new ServerRights(
            backend,
            options.mountGroup().isEmpty(),
            stateDirectory.resolve("rights"),
            options.attributesValid(),
            System::nanoTime);
    unlinked = new HiddenFiles(backend, inodes, counters);
    reclaim = new Reclaim(inodes, options.maxInodes(), FailStop.HALT);
    replies = new Replies(inodes, unlinked, reclaim, sizes, rights, options);
    Callers callers = new Callers();
    ExactlyOnce once = new ExactlyOnce(backend, intents, faults, counters);
    ChangeGuard guard = new ChangeGuard(readOnly, quota);
    CloseToOpen validity = new CloseToOpen(inodes, revalidation, sizes);
    SetIdBits privileges = new SetIdBits(backend, callers);
    MadeBefore recreation = new MadeBefore(backend, once, counters);
    lookups =
        new LookupRequests(backend, inodes, callers, replies, staleRoot, options.absenceValid());
    Openers openers = new Openers(handles, callers, new OwnerRetry(backend, counters), validity);
    AttributesLook attributes =
        new AttributesLook(backend, rights, revalidation, staleRoot, replies);
    getting = new GetattrRequests(inodes, callers, revalidation, attributes);
    AttributesSet set = new AttributesSet(inodes, quota, privileges, replies);
    setting = new SetattrRequests(backend, inodes, openers, once, guard, set);
    Removals removals = new Removals();
    SizeRetry secondLook = new SizeRetry(System::nanoTime);
    files = new OpenFiles(inodes, handles, unlinked, validity, counters);
    NewNames newNames = new NewNames(guard, callers, inodes);
    LastNames lastNames = new LastNames(inodes, removals, unlinked, quota);
    CreationReplies made = new CreationReplies(quota, replies, files);
    fileCreation = new FileCreation(backend, once, recreation, newNames, made, secondLook);
    creation = new CreationRequests(backend, once, recreation, newNames, fileCreation, made);
    linking = new LinkRequests(backend, inodes, once, recreation, newNames, replies);
    removal = new RemovalRequests(backend, inodes, callers, once, guard, lastNames);
    renaming = new RenameRequests(backend, inodes, callers, once, guard, lastNames);
    OpenLook look = new OpenLook(backend, inodes, rights, sizes, secondLook, files);
    opening = new OpenRequests(callers, guard, removals, files, look, options.closeToOpen());
    reading = new ReadRequests(backend, inodes, openers, sizes, counters);
    Written written = new Written(backend, privileges, revalidation, quota, counters);
    writeCalls =
        new WriteCalls(backend, inodes, openers, once, sizes.writes(), written, options.writes());
    writing = new WriteRequests(backend, inodes, openers, once, guard, writeCalls);
    durability = new SyncRequests(backend, inodes, openers, counters);
    directories = new DirectoryRequests(backend, inodes, callers, replies);
    space = new SpaceRequests(backend, callers, quota);
  }
}
