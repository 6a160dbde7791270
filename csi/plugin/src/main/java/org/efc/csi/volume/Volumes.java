// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;
import org.efc.csi.request.CapacityRequest;
import org.efc.csi.request.CreateRequest;
import org.efc.csi.request.ExpandRequest;
import org.efc.csi.request.ListPosition;
import org.efc.csi.request.ListRequest;
import org.efc.csi.request.OwnershipChange;
import org.efc.csi.request.VolumeId;

/**
 * The volumes on all sources: directories that are made, found, resized and ended over the backend,
 * with no mount. Keeps nothing but connections: all state is on the sources.
 */
public final class Volumes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Volumes.class.getName());

  private final Connections connections;
  private final KnownSources sources;

  public Volumes(Connections connections, KnownSources sources) {
    this.connections = connections;
    this.sources = sources;
  }

  /**
   * A volume as it is told to the CO.
   *
   * @param capacity bytes
   * @param problem empty while all is well
   */
  public record Listed(String volumeId, long capacity, Optional<String> problem) {}

  /**
   * A part of the list.
   *
   * @param next where to go on; empty at the end
   */
  public record Page(List<Listed> volumes, Optional<ListPosition> next) {}

  /** Makes a volume or finds the one made before; returns its capacity in bytes. */
  public long create(CreateRequest request, Deadline deadline) {
    long capacity =
        connections.with(
            request.id().source(),
            deadline,
            tree -> new VolumeCreation(tree, request).create().capacity());
    sources.remember(request.id().source());
    return capacity;
  }

  /** The capacity of a volume in bytes; empty when there is no such volume. */
  public Optional<Long> capacity(VolumeId id, Deadline deadline) {
    return connections.with(
        id.source(),
        deadline,
        tree -> VolumeDirectory.findLive(tree, id.directory()).map(VolumeMarker::capacity));
  }

  /** Ends a volume as its id says; one that does not exist is fine. */
  public void delete(VolumeId id, Deadline deadline) {
    connections.with(
        id.source(),
        deadline,
        tree -> {
          new VolumeRemoval(tree, id).remove();
          return true;
        });
  }

  /**
   * Gives a volume more room; it never gets less.
   *
   * @return bytes; empty when there is no such volume
   * @throws CsiException CAPACITY when it has more already than the limit
   */
  public Optional<Long> expand(VolumeId id, ExpandRequest request, Deadline deadline) {
    return connections.with(id.source(), deadline, tree -> expand(tree, id, request));
  }

  private static Optional<Long> expand(Tree tree, VolumeId id, ExpandRequest request) {
    Optional<VolumeMarker> found = VolumeDirectory.findLive(tree, id.directory());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    long has = found.get().capacity();
    long wanted = Math.max(has, request.capacity().required());
    if (!request.capacity().allows(wanted)) {
      throw new CsiException(
          Reason.CAPACITY,
          "capacity_range.limit_bytes is "
              + request.capacity().limit()
              + ", but volume "
              + id
              + " has "
              + has
              + " bytes already, and can't shrink");
    }
    VolumeIndex index = new VolumeIndex(tree);
    index
        .find(id.directory())
        .filter(record -> record.capacity() < wanted)
        .ifPresent(record -> index.replace(id.directory(), record.withCapacity(wanted)));
    if (wanted > has) {
      VolumeDirectory directory = VolumeDirectory.find(tree, id.directory()).orElseThrow();
      found.get().withCapacity(wanted).write(tree, directory.handle());
    }
    return Optional.of(wanted);
  }

  /**
   * Changes mode and owner of a volume's directory.
   *
   * @return whether there is such a volume
   */
  public boolean modify(VolumeId id, OwnershipChange change, Deadline deadline) {
    return connections.with(
        id.source(),
        deadline,
        tree -> {
          Optional<VolumeDirectory> live =
              VolumeDirectory.find(tree, id.directory())
                  .filter(found -> found.liveMarker(tree).isPresent());
          live.ifPresent(
              found ->
                  tree.setAttributes(
                      id.directory().text(), found.handle(), VolumeDirectory.attributes(change)));
          return live.isPresent();
        });
  }

  /** The free space of the sources in bytes. */
  public long available(CapacityRequest request, Deadline deadline) {
    long available = 0;
    for (Source source : request.sources()) {
      long free = connections.with(source, deadline, tree -> tree.usage().availableBytes());
      available = Math.addExact(available, Math.min(free, Long.MAX_VALUE - available));
    }
    return available;
  }

  /** A page of the list of all volumes, by source and directory. */
  public Page list(ListRequest request, Deadline deadline) {
    int most = request.maxEntries() == 0 ? Integer.MAX_VALUE : request.maxEntries();
    String fromSource = request.after().map(ListPosition::source).orElse("");
    List<Listed> volumes = new ArrayList<>();
    Optional<ListPosition> last = request.after();
    for (Source source : sources.all()) {
      String text = source.toString();
      if (text.compareTo(fromSource) < 0) {
        continue;
      }
      String fromEntry = text.equals(fromSource) ? last.map(ListPosition::entry).orElse("") : "";
      List<Name> entries = entries(source, fromEntry, deadline);
      for (Name entry : entries) {
        if (volumes.size() == most) {
          return new Page(volumes, last);
        }
        listed(source, entry, deadline).ifPresent(volumes::add);
        last = Optional.of(new ListPosition(text, entry.toString()));
      }
    }
    return new Page(volumes, Optional.empty());
  }

  private List<Name> entries(Source source, String after, Deadline deadline) {
    try {
      return connections.with(source, deadline, tree -> new VolumeIndex(tree).entries(after));
    } catch (BackendException e) {
      boolean isGone = e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR;
      if (!isGone || sources.isConfigured(source)) {
        throw e;
      }
      LOG.log(System.Logger.Level.INFO, "a remembered source is gone: {0}", e.getMessage());
      return List.of();
    }
  }

  private Optional<Listed> listed(Source source, Name entry, Deadline deadline) {
    return connections.with(
        source, deadline, tree -> new VolumeIndex(tree).find(entry).map(r -> listed(tree, r)));
  }

  private static Listed listed(Tree tree, VolumeRecord record) {
    Optional<VolumeMarker> live =
        VolumeId.parse(record.volumeId())
            .flatMap(id -> VolumeDirectory.findLive(tree, id.directory()));
    return new Listed(
        record.volumeId(),
        live.map(VolumeMarker::capacity).orElse(record.capacity()),
        live.isPresent() ? Optional.empty() : Optional.of("the volume's directory is missing"));
  }

  @Override
  public void close() {
    connections.close();
  }
}
