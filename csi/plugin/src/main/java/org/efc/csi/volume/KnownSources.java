// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.efc.backend.BackendException;
import org.efc.backend.source.Source;
import org.efc.common.EfcException;

/**
 * The sources that may have volumes: those on the command line, and those that volumes were made
 * on, which are remembered in a file, one a line. Only ListVolumes and GetCapacity need them: a
 * volume's id names its own.
 */
public final class KnownSources {
  private static final System.Logger LOG = System.getLogger(KnownSources.class.getName());
  private static final String FILE = "efc-sources";

  private final List<Source> configured;
  private final Path directory;
  private final SortedMap<String, Source> all = new TreeMap<>();

  /**
   * @param directory made when the first source is remembered
   */
  public KnownSources(List<Source> configured, Path directory) {
    this.configured = List.copyOf(configured);
    this.directory = directory;
    configured.forEach(source -> all.put(source.toString(), source));
    load();
  }

  private void load() {
    Path file = directory.resolve(FILE);
    try {
      for (String line : Files.readAllLines(file)) {
        try {
          Source source = Source.parse(line);
          all.put(source.toString(), source);
        } catch (BackendException e) {
          LOG.log(System.Logger.Level.WARNING, "{0}: {1}", file, e.getMessage());
        }
      }
    } catch (NoSuchFileException e) {
      // nothing is remembered yet
    } catch (IOException e) {
      throw new EfcException("can't read the remembered sources: " + e, e);
    }
  }

  /** Those of the command line. */
  public List<Source> configured() {
    return configured;
  }

  /** Whether a source is there because somebody said so, not because we saw it once. */
  public boolean isConfigured(Source source) {
    return configured.contains(source);
  }

  /** All, ordered by their text. */
  public synchronized Collection<Source> all() {
    return List.copyOf(all.values());
  }

  /** Remembers a source on which a volume was made. */
  public synchronized void remember(Source source) {
    if (all.putIfAbsent(source.toString(), source) == null) {
      save();
    }
  }

  private void save() {
    Path temporary = directory.resolve(FILE + ".new");
    try {
      Files.createDirectories(directory);
      Files.write(temporary, all.keySet());
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(temporary, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // The volume is made and can be used; it is missing from lists after a restart.
      LOG.log(System.Logger.Level.WARNING, "can''t remember a source: {0}", e.toString());
    }
  }
}
