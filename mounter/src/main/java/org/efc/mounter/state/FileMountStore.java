// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.efc.common.EfcException;
import org.efc.mounter.json.RecordJson;

/**
 * One {@code record.json} per volume: written to a temporary file, fsync, rename, fsync of the
 * directory. Readable by root only.
 */
public final class FileMountStore implements MountStore {
  private static final System.Logger LOG = System.getLogger(FileMountStore.class.getName());
  private static final ObjectMapper JSON =
      RecordJson.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path stateDir;

  public FileMountStore(Path stateDir) {
    this.stateDir = stateDir;
  }

  @Override
  public Loaded load() {
    List<MountRecord> records = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    try (DirectoryStream<Path> volumes = Files.newDirectoryStream(stateDir.resolve("volumes"))) {
      for (Path volume : volumes) {
        Path file = volume.resolve("record.json");
        if (!Files.exists(file)) {
          removeTree(volume);
          continue;
        }
        Optional<MountRecord> record = read(file);
        record.ifPresent(records::add);
        if (record.isEmpty()) {
          unreadable.add(String.valueOf(volume.getFileName()));
        }
      }
    } catch (NoSuchFileException e) {
      return new Loaded(List.of(), List.of());
    } catch (IOException e) {
      throw new EfcException("can't list " + stateDir + ": " + e.getMessage(), e);
    }
    return new Loaded(records, unreadable);
  }

  private static Optional<MountRecord> read(Path file) {
    try {
      StoredRecord record = JSON.readValue(Files.readAllBytes(file), StoredRecord.class);
      if (record.format() == MountRecord.FORMAT) {
        return Optional.of(record.toRecord());
      }
      LOG.log(
          System.Logger.Level.ERROR,
          "{0} has format {1}, this session manager knows {2}: its volume is left alone",
          file,
          record.format(),
          MountRecord.FORMAT);
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "can''t read {0}, its volume is left alone: {1}",
          file,
          e.getMessage());
    }
    return Optional.empty();
  }

  @Override
  public void save(MountRecord record) {
    VolumeDirectory directory = VolumeDirectory.of(stateDir, record.volumeId());
    try {
      Files.createDirectories(
          directory.path(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      DurableFile.replace(directory.record(), JSON.writeValueAsBytes(StoredRecord.of(record)));
      DurableFile.sync(stateDir.resolve("volumes"));
    } catch (IOException e) {
      throw new EfcException(
          "can't write " + directory.record() + ": " + e.getMessage() + "; is the disk full?", e);
    }
  }

  @Override
  public void remove(String volumeId) {
    VolumeDirectory directory = VolumeDirectory.of(stateDir, volumeId);
    try {
      // The record first: a directory without one is nothing to recover.
      Files.deleteIfExists(directory.record());
      if (!Files.isDirectory(directory.path(), LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      DurableFile.sync(directory.path());
      removeTree(directory.path());
      DurableFile.sync(stateDir.resolve("volumes"));
    } catch (IOException e) {
      throw new EfcException("can't remove " + directory.path() + ": " + e, e);
    }
  }

  private static void removeTree(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
