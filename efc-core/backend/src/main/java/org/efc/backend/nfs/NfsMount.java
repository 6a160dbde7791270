// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.efc.backend.Attributes;
import org.efc.backend.BackendException;
import org.efc.backend.Caller;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.ServerNotes;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.source.NfsOptions;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.vital.FailStop;
import org.efc.net.LaneOptions;

/** Mounts a source: from host and path to the handle of the root, within a deadline. */
final class NfsMount {
  private static final System.Logger LOG = System.getLogger(NfsMount.class.getName());

  /** Calls under way on all connections: what General-purpose NAS allows one client. */
  private static final int CALLS_UNDER_WAY = 128;

  private static final int MIN_SLOTS = 16;
  private static final Duration PORTMAPPER = Duration.ofSeconds(3);

  private final Source.Nfs source;
  private final NfsOptions options;
  private final Deadline all;
  private final ServerNotes notes;

  /** For the address that is being tried. */
  private Deadline deadline;

  private long rootFsid;

  private NfsMount(Source.Nfs source, Deadline deadline, ServerNotes notes) {
    this.notes = notes;
    this.source = source;
    this.options = source.nfsOptions();
    this.all = deadline;
    this.deadline = deadline;
  }

  /**
   * Mounts.
   *
   * @throws BackendException as {@link NfsBackend#open} says
   */
  static Mounted mount(Source.Nfs source, Deadline deadline, ServerNotes notes) {
    try {
      return new NfsMount(source, deadline, notes).run();
    } catch (BackendException e) {
      throw new BackendException(source + ": " + e.getMessage(), e.errno(), e);
    }
  }

  private Mounted run() {
    List<InetAddress> addresses = inUseFirst(resolve());
    for (int i = 0; ; i++) {
      boolean last = i == addresses.size() - 1;
      deadline = all.share(addresses.size() - i);
      InetAddress address = addresses.get(i);
      try {
        return run(
            address,
            RpcClient.connect(
                source.host(), address, source.port(), laneOptions(), notes, deadline.remaining()));
      } catch (IOException e) {
        if (last) {
          throw unreachable("NFS", source.port(), e);
        }
        skipped(address, e);
      } catch (BackendException e) {
        if (last || e.errno() != Errno.ETIMEDOUT) {
          throw e;
        }
        skipped(address, e);
      }
    }
  }

  private void skipped(InetAddress address, Exception why) {
    LOG.log(
        System.Logger.Level.INFO,
        "{0}: {1} can''t be used, its next address is tried: {2}",
        source.host(),
        address.getHostAddress(),
        why.getMessage());
  }

  /** The process before may have sent changes to the address that it used. */
  private List<InetAddress> inUseFirst(InetAddress[] found) {
    List<InetAddress> ordered = new ArrayList<>(Arrays.asList(found));
    byte[] before = notes.address().orElse(new byte[0]);
    for (int i = 1; i < ordered.size(); i++) {
      if (Arrays.equals(ordered.get(i).getAddress(), before)) {
        ordered.addFirst(ordered.remove(i));
      }
    }
    return ordered;
  }

  private Mounted run(InetAddress address, RpcClient client) {
    boolean mounted = false;
    try {
      Procedures procedures = new Procedures(client, new ServerInstance(notes));
      MountMemo memo = asBefore(procedures).orElseGet(() -> anew(procedures, address));
      procedures.instance().recognise(procedures, deadline);
      Mounted result =
          new Mounted(
              procedures,
              memo.root(),
              rootFsid,
              TransferSizes.of(memo.server(), memo.maxNameLength(), options),
              new Mounted.Export(
                  source.host(), address, memo.mountPort(), options.reservedPort(), memo.export()));
      mounted = true;
      return result;
    } finally {
      if (!mounted) {
        client.close();
      }
    }
  }

  /** As the process before noted it, when the server still has that root. */
  private Optional<MountMemo> asBefore(Procedures procedures) {
    Optional<MountMemo> memo =
        notes
            .mounted()
            .flatMap(MountMemo::decoded)
            .filter(noted -> noted.source().equals(source.toString()));
    if (memo.isPresent()) {
      try {
        checkRoot(procedures, memo.get().root());
      } catch (BackendException e) {
        LOG.log(System.Logger.Level.INFO, "{0}: mounts it anew: {1}", source, e.getMessage());
        return Optional.empty();
      }
    }
    return memo;
  }

  private MountMemo anew(Procedures procedures, InetAddress address) {
    Mounted.Export place = export(address);
    ExportSearch.Match match = match(place);
    Handle root = walk(procedures, match);
    checkRoot(procedures, root);
    MountMemo memo =
        new MountMemo(
            source.toString(),
            place.mountPort(),
            match.export(),
            root,
            information(procedures, root),
            maxNameLength(procedures, root));
    notes.mounted(memo.encoded());
    return memo;
  }

  private LaneOptions laneOptions() {
    return new LaneOptions(
        options.connections(),
        Math.max(MIN_SLOTS, CALLS_UNDER_WAY / options.connections()),
        options.attemptDeadline(),
        options.callDeadline(),
        options.reservedPort(),
        FailStop.HALT);
  }

  /** DNS has no deadline of its own: another thread asks. */
  private InetAddress[] resolve() {
    CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("resolve " + source.host())
        .start(
            () -> {
              try {
                answer.complete(InetAddress.getAllByName(source.host()));
              } catch (UnknownHostException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new BackendException("host '" + source.host() + "' is unknown", Errno.EHOSTUNREACH, e);
    } catch (TimeoutException e) {
      throw new BackendException(
          "host '" + source.host() + "': no answer from DNS in time", Errno.ETIMEDOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("interrupted", Errno.EINTR, e);
    }
  }

  /** Where the MOUNT program is; the path is not known yet. */
  private Mounted.Export export(InetAddress address) {
    int port = source.mountPort().isPresent() ? source.mountPort().getAsInt() : findPort(address);
    return new Mounted.Export(source.host(), address, port, options.reservedPort(), "/");
  }

  /** Without a portmapper the MOUNT program has NFS's port, as cloud NAS has it. */
  private int findPort(InetAddress address) {
    Duration limit = deadline.remaining().dividedBy(4);
    Deadline until = Deadline.in(limit.compareTo(PORTMAPPER) < 0 ? limit : PORTMAPPER);
    String why;
    try {
      int port =
          Portmapper.port(source.host(), address, MountClient.PROGRAM, MountClient.VERSION, until);
      if (port != 0) {
        return port;
      }
      why = "the portmapper does not know the MOUNT program, version 3";
    } catch (IOException | BackendException e) {
      why = "no portmapper at port " + Portmapper.PORT + " (" + e.getMessage() + ")";
    }
    LOG.log(
        System.Logger.Level.INFO,
        "{0}: {1}; trying MOUNT at the NFS port {2}",
        source,
        why,
        Integer.toString(source.port()));
    return source.port();
  }

  private ExportSearch.Match match(Mounted.Export place) {
    try (MountClient mount =
        MountClient.connect(
            place.host(), place.address(), place.mountPort(), options.reservedPort(), deadline)) {
      return new ExportSearch(mount, source.path(), options.reservedPort()).run();
    } catch (IOException e) {
      throw unreachable("MOUNT", place.mountPort(), e);
    } catch (BackendException e) {
      throw new BackendException(
          "MOUNT at port " + place.mountPort() + ": " + e.getMessage(), e.errno(), e);
    }
  }

  /** From the export to the directory that the source names, component by component. */
  private Handle walk(Procedures procedures, ExportSearch.Match match) {
    String rest = source.path().substring(match.export().length());
    Handle here = match.handle();
    for (String component : List.of(rest.split("/"))) {
      if (!component.isEmpty()) {
        here = step(procedures, match, here, component);
      }
    }
    return here;
  }

  private Handle step(
      Procedures procedures, ExportSearch.Match match, Handle directory, String component) {
    Name name = Name.of(component);
    Await<Entry> await = new Await<>();
    procedures.lookup(
        Caller.ROOT,
        directory,
        name,
        new EntryCompletion(procedures, Caller.ROOT, directory, name, await));
    String what = "'" + component + "' below export " + match.export();
    Entry entry =
        entered(what, () -> await.get(procedures.client(), deadline, "directory " + what));
    requireDirectory(what, entry.attributes());
    return entry.handle();
  }

  /** Mounting is done as root, which is told so when that is why it fails. */
  private static Entry entered(String what, Supplier<Entry> looking) {
    try {
      return looking.get();
    } catch (BackendException e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      throw new BackendException(
          "directory "
              + what
              + ": EACCES: the server does not let this node's root search the directory above it."
              + " If the export squashes root, give others the right to (chmod o+x), or export"
              + " the directory itself, or without root squash",
          Errno.EACCES,
          e);
    }
  }

  private void checkRoot(Procedures procedures, Handle root) {
    Await<Attributes> await = new Await<>();
    procedures.getattr(Caller.ROOT, root, await);
    Attributes found = admitted(await, procedures);
    requireDirectory("the root", found);
    rootFsid = found.fsid();
  }

  /**
   * A server that looks at ports may grant MNT and reject the credential of every call after it.
   */
  private Attributes admitted(Await<Attributes> root, Procedures procedures) {
    try {
      return root.get(procedures.client(), deadline, "GETATTR of the root");
    } catch (BackendException e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      throw new BackendException(
          "GETATTR of the root: EACCES: the server takes no NFS calls from this node"
              + (options.reservedPort()
                  ? ": its export must admit this node's address, with AUTH_SYS"
                  : " and this port: the export may want a port below 1024, so leave out"
                      + " noresvport, or say resvport"),
          Errno.EACCES,
          e);
    }
  }

  private static void requireDirectory(String what, Attributes attributes) {
    if (attributes.type() != FileType.DIRECTORY) {
      throw new BackendException(
          what + " is no directory but " + attributes.type().name().toLowerCase(Locale.ROOT),
          Errno.ENOTDIR);
    }
  }

  private FileSystemInfo information(Procedures procedures, Handle root) {
    Await<FileSystemInfo> info = new Await<>();
    procedures.fsinfo(Caller.ROOT, root, info);
    return info.get(procedures.client(), deadline, "FSINFO of the root");
  }

  private int maxNameLength(Procedures procedures, Handle root) {
    Await<Long> await = new Await<>();
    procedures.pathconf(Caller.ROOT, root, await);
    try {
      long length = await.get(procedures.client(), deadline, "PATHCONF of the root");
      return length <= 0 ? Name.MAX_LENGTH : (int) Math.min(length, Name.MAX_LENGTH);
    } catch (BackendException e) {
      if (e.errno() == Errno.ETIMEDOUT || e.errno() == Errno.EINTR) {
        throw e;
      }
      return Name.MAX_LENGTH; // it is only good to know
    }
  }

  private BackendException unreachable(String program, int port, IOException e) {
    String what = program + " at port " + port + " of " + source.host() + ": " + e.getMessage();
    Errno errno =
        switch (e) {
          case SocketTimeoutException _ -> Errno.ETIMEDOUT;
          case IOException refused when RpcClient.isRefusal(refused) -> Errno.ECONNREFUSED;
          default -> Errno.EHOSTUNREACH;
        };
    return new BackendException(what, errno, e);
  }
}
