// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.client.answer.Background;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Step;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.Unlinked;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;

/**
 * Files that lose their last name while they are open. A server without a notion of "open" would
 * remove them; so they get a hidden name ("silly rename"), and are removed when nobody has them
 * open any more, or when the kernel forgets them.
 *
 * <p>The hidden name is in {@code .efc-unlinked} at the volume's root, so that the directory they
 * were in can be removed; where they can't be moved there (another file system, no right to make
 * the directory), it is beside the old one. It is made of the table's random number and the node
 * id: after a crash it tells whose it is ({@link Sweep}). The inode's flag is set before the
 * rename, so that a crash between the two leaves a flag too many and no file too many.
 */
public final class HiddenFiles {
  private static final System.Logger LOG = System.getLogger(HiddenFiles.class.getName());

  private final Backend backend;
  private final InodeTable inodes;
  private final HiddenDirectory directory;
  private final ClientMetrics metrics;
  private final CallsUnderWay removing = new CallsUnderWay();

  public HiddenFiles(Backend backend, InodeTable inodes, ClientMetrics metrics) {
    this.backend = backend;
    this.inodes = inodes;
    this.metrics = metrics;
    this.directory = new HiddenDirectory(backend, inodes);
  }

  /** The node id of a file that would be lost with this name: it has no other, and it is open. */
  public OptionalLong lastNameOfOpen(Entry entry) {
    if (entry.attributes().type() != FileType.REGULAR || entry.attributes().links() > 1) {
      return OptionalLong.empty();
    }
    return inodes.open(entry.handle());
  }

  /** Takes the name away from an open file, by renaming it. */
  public void moveAway(
      PendingRequest request, Caller caller, long parent, Name name, long nodeid, Runnable next) {
    Inode inode = inodes.inode(nodeid);
    directory.use(
        request,
        caller,
        hidden -> {
          inode.silly(0);
          Move move =
              new Move(
                  Step.then(
                      request,
                      _ -> kept(next),
                      _ -> {
                        directory.forget();
                        moveBeside(request, caller, parent, name, inode, next);
                      }));
          backend.rename(caller, inodes.handle(parent), name, hidden, name(nodeid), move, move);
        },
        _ -> moveBeside(request, caller, parent, name, inode, next));
  }

  private void moveBeside(
      PendingRequest request, Caller caller, long parent, Name name, Inode inode, Runnable next) {
    inode.silly(parent);
    Handle in = inodes.handle(parent);
    Move move =
        new Move(
            Step.then(
                request,
                _ -> kept(next),
                errno -> {
                  inode.notSilly();
                  request.error(errno);
                }));
    backend.rename(caller, in, name, in, nameBeside(inode.nodeid()), move, move);
  }

  /**
   * A rename to a hidden name, which has no number: and its end. Of a server that began anew
   * meanwhile, "there is no such name" means that it had executed the rename before: the kernel has
   * just seen the name.
   */
  private static final class Move implements Change, Completion<Done> {
    private final Step<Done> step;
    private volatile boolean mayHaveExecuted;

    Move(Step<Done> step) {
      this.step = step;
    }

    @Override
    public long number() {
      return 0;
    }

    @Override
    public void mayHaveExecuted() {
      mayHaveExecuted = true;
    }

    @Override
    public void succeeded(Done done) {
      step.succeeded(done);
    }

    @Override
    public void failed(Errno errno) {
      if (mayHaveExecuted && errno == Errno.ENOENT) {
        step.succeeded(Done.DONE);
      } else {
        step.failed(errno);
      }
    }
  }

  /**
   * Gives an open file a hidden name beside its last one, which is then free to be replaced: the
   * name is never missing in between. Where the storage does not want the link, the name is moved
   * away.
   *
   * @param next gets what takes it back, in the background
   */
  public void linkAway(
      PendingRequest request,
      Caller caller,
      long parent,
      Name name,
      long nodeid,
      Consumer<Runnable> next) {
    Runnable linked =
        () -> {
          next.accept(() -> unlink(nodeid));
          settled(nodeid);
        };
    Runnable refused =
        () ->
            moveAway(
                request,
                caller,
                parent,
                name,
                nodeid,
                () -> next.accept(() -> moveBack(caller, parent, name, nodeid)));
    directory.use(
        request,
        caller,
        hidden -> {
          inodes.inode(nodeid).silly(0);
          link(
              request,
              Caller.ROOT,
              hidden,
              nodeid,
              linked,
              () -> link(request, caller, hidden, nodeid, linked, refused));
        },
        _ -> refused.run());
  }

  private void link(
      PendingRequest request,
      Caller as,
      Handle hidden,
      long nodeid,
      Runnable next,
      Runnable refused) {
    backend.link(
        as,
        inodes.handle(nodeid),
        hidden,
        name(nodeid),
        Change.REPEATABLE,
        Step.then(
            request,
            _ -> kept(next),
            errno -> {
              // EEXIST: made before by this request, whose answer a crash prevented.
              if (errno == Errno.EEXIST) {
                kept(next);
              } else {
                refused.run();
              }
            }));
  }

  /** The file keeps its name: what should replace it could not be moved. */
  private void unlink(long nodeid) {
    inodes.inode(nodeid).notSilly();
    remove(new Unlinked(nodeid, 0));
  }

  private void moveBack(Caller caller, long parent, Name name, long nodeid) {
    Inode inode = inodes.inode(nodeid);
    boolean beside = inode.sillyDirectory() != 0;
    Optional<Handle> from =
        beside ? Optional.of(inodes.handle(inode.sillyDirectory())) : directory.known();
    inode.notSilly();
    from.ifPresent(
        in ->
            backend.rename(
                caller,
                in,
                beside ? nameBeside(nodeid) : name(nodeid),
                inodes.handle(parent),
                name,
                Change.REPEATABLE,
                Background.<Done>then("return of " + name, _ -> {})));
  }

  private void kept(Runnable next) {
    metrics.hiddenNames.increment();
    next.run();
  }

  /** A file has lost a name, and has its hidden one: which must go, if it was closed meanwhile. */
  public void settled(long nodeid) {
    inodes.hidden(nodeid).ifPresent(this::remove);
  }

  /** Removes a hidden name, in the background. What fails is found by a later sweep. */
  public void remove(Unlinked unlinked) {
    try {
      startRemoval(unlinked);
    } catch (RuntimeException e) {
      // The request that led to it is answered already: it must not get a second answer.
      LOG.log(System.Logger.Level.WARNING, "{0} stays: {1}", name(unlinked.nodeid()), e);
    }
  }

  private void startRemoval(Unlinked unlinked) {
    if (unlinked.directory() == 0) {
      directory
          .known()
          .ifPresentOrElse(
              in -> remove(in, name(unlinked.nodeid())),
              () ->
                  backend.lookup(
                      Caller.ROOT,
                      inodes.handle(InodeTable.ROOT),
                      HiddenNames.UNLINKED,
                      removing.counted(
                          Background.then(
                              "look-up of " + HiddenNames.UNLINKED,
                              entry -> remove(entry.handle(), name(unlinked.nodeid()))))));
    } else if (inodes.isKnown(unlinked.directory())) {
      remove(inodes.handle(unlinked.directory()), nameBeside(unlinked.nodeid()));
    }
  }

  /** As the superuser, or else as the file's owner: a squashed superuser owns nothing there. */
  public void remove(Handle in, Name hidden) {
    backend.remove(
        Caller.ROOT,
        in,
        hidden,
        Change.REPEATABLE,
        removing.counted(
            Background.<Done>then("removal of " + hidden, _ -> {})
                .or(
                    errno -> {
                      if (errno != Errno.EACCES && errno != Errno.EPERM) {
                        return false;
                      }
                      removeAsOwner(in, hidden);
                      return true;
                    })));
  }

  private void removeAsOwner(Handle in, Name hidden) {
    backend.lookup(
        Caller.ROOT,
        in,
        hidden,
        removing.counted(
            Background.then(
                "look-up of " + hidden,
                entry ->
                    backend.remove(
                        new Caller(entry.attributes().uid(), entry.attributes().gid(), List.of()),
                        in,
                        hidden,
                        Change.REPEATABLE,
                        removing.counted(Background.then("removal of " + hidden, _ -> {}))))));
  }

  /** Waits for the removals that have begun, but not longer; says whether all have ended. */
  boolean awaitRemovals(Duration atMost) throws InterruptedException {
    return removing.awaitNone(atMost);
  }

  /** The hidden name of an inode. */
  Name name(long nodeid) {
    HexFormat hex = HexFormat.of();
    return Name.of(prefix() + hex.toHexDigits(nodeid));
  }

  /** What all hidden names of this client begin with. */
  String prefix() {
    return HexFormat.of().toHexDigits(inodes.instance()) + "-";
  }

  private Name nameBeside(long nodeid) {
    return Name.of(HiddenNames.SILLY_PREFIX + name(nodeid));
  }
}
