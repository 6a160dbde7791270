// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efc.backend.CallFailure;
import org.efc.backend.Handle;
import org.efc.backend.file.OpenFiles.Lease;
import org.efc.backend.file.OpenFiles.Use;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.OpenFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  private static final int LIMIT = 4;

  @TempDir private Path directory = Path.of("");
  private final List<Handle> handles = new ArrayList<>();
  private OpenFiles files;

  @BeforeEach
  void makeFiles() throws IOException {
    Fd mount = Fd.open(directory.toString(), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    FileHandles kernel = new FileHandles(mount.number());
    for (int i = 0; i < 3 * LIMIT; i++) {
      Path file = Files.writeString(directory.resolve("file" + i), "content " + i);
      try (Fd fd = Fd.open(file.toString(), OpenFlags.O_RDONLY, 0)) {
        handles.add(kernel.of(fd.number()));
      }
    }
    files = new OpenFiles(kernel, mount.release(), LIMIT);
  }

  @AfterEach
  void close() {
    files.close();
  }

  private int use(int index) {
    try (Lease lease = files.acquire(handles.get(index), Use.READ)) {
      return lease.fd();
    }
  }

  @Test
  void aDescriptorIsUsedAgain() {
    assertThat(use(0)).isEqualTo(use(0));
    assertThat(files.size()).isEqualTo(1);
  }

  @Test
  void thereAreNeverMoreThanTheLimit() {
    for (int i = 0; i < handles.size(); i++) {
      use(i);
      assertThat(files.size()).isLessThanOrEqualTo(LIMIT);
    }
  }

  @Test
  void theLeastRecentlyUsedGoes() {
    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < LIMIT; i++) {
      first.add(use(i));
    }
    use(0);
    use(LIMIT); // in place of 1
    assertThat(use(0)).isEqualTo(first.get(0));
    assertThat(use(2)).isEqualTo(first.get(2));
    assertThat(isOpenOn(first.get(1), "file1")).isFalse();
  }

  @Test
  void whatIsInUseStaysOpenBeyondTheLimit() {
    List<Lease> leases = new ArrayList<>();
    for (Handle handle : handles) {
      leases.add(files.acquire(handle, Use.READ));
    }
    for (int i = 0; i < leases.size(); i++) {
      assertThat(isOpenOn(leases.get(i).fd(), "file" + i)).isTrue();
    }
    leases.forEach(Lease::close);
    assertThat(files.size()).isEqualTo(handles.size());
    files.forget(handles.get(0));
    use(0);
    assertThat(files.size()).as("trimmed by the next opening").isEqualTo(LIMIT);
  }

  @Test
  void aForgottenDescriptorLivesAsLongAsItIsInUse() {
    Lease lease = files.acquire(handles.get(0), Use.READ);
    files.forget(handles.get(0));
    assertThat(files.size()).isZero();
    int fd = lease.fd();
    assertThat(isOpenOn(fd, "file0")).isTrue();
    lease.close();
    assertThat(isOpenOn(fd, "file0")).isFalse();
  }

  @Test
  void aClosedCollectionGivesNothingAndClosesWithTheLastLease() {
    Lease lease = files.acquire(handles.get(0), Use.READ);
    files.close();
    assertThatExceptionOfType(CallFailure.class)
        .isThrownBy(() -> files.acquire(handles.get(1), Use.READ))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ECANCELED));
    int fd = lease.fd();
    assertThat(isOpenOn(fd, "file0")).isTrue();
    lease.close();
    assertThat(isOpenOn(fd, "file0")).isFalse();
  }

  private boolean isOpenOn(int fd, String name) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd))
          .equals(directory.toRealPath().resolve(name));
    } catch (IOException e) {
      return false;
    }
  }
}
