// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.csi.volume.SourceOpener;

/**
 * Servers in memory: every source has a tree of its own, which stays when its backends are closed.
 * Some hosts answer in other ways, by their names.
 */
public final class Exports implements SourceOpener {
  private final Map<Source, MemoryTree> trees = new ConcurrentHashMap<>();
  private final AtomicInteger opened = new AtomicInteger();

  @Override
  public Backend open(Source source, Duration deadline) {
    if (source instanceof Source.Nfs nfs) {
      refuse(nfs.host(), source);
    }
    opened.incrementAndGet();
    return new MemoryBackend(tree(source));
  }

  private static void refuse(String host, Source source) {
    switch (host) {
      case "unknown.invalid" -> throw failed(source, Errno.EHOSTUNREACH);
      case "refusing" -> throw failed(source, Errno.ECONNREFUSED);
      case "denying" -> throw failed(source, Errno.EACCES);
      case "without-export" -> throw failed(source, Errno.ENOENT);
      case "stale" -> throw failed(source, Errno.ESTALE);
      case "silent" -> throw failed(source, Errno.ETIMEDOUT);
      default -> {}
    }
  }

  private static BackendException failed(Source source, Errno errno) {
    return new BackendException(source + ": " + errno, errno);
  }

  /** The tree behind a source. */
  public MemoryTree tree(Source source) {
    return trees.computeIfAbsent(source, _ -> new MemoryTree());
  }

  /** The files behind a source, for a look from the server's side. */
  public ServerSide files(String source) {
    return new ServerSide(new MemoryBackend(tree(Source.parse(source))));
  }

  /** How many connections were made. */
  public int opened() {
    return opened.get();
  }
}
