// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

/** Listing directories: RFC 1813 3.3.16 and 3.3.17. */
public interface ListingContract extends ContractFixture {
  int MANY = 10_000;

  @Test
  default void anEmptyDirectoryHasAnEmptyLastPage() {
    DirectoryPage page = root().readdir(dir(), DirectoryPosition.START, 10);
    assertThat(page.entries()).isEmpty();
    assertThat(page.end()).isTrue();
  }

  @Test
  default void entriesComeWithHandleAndAttributes() {
    Entry file = root().create(dir(), "file");
    Entry sub = root().mkdir(dir(), "sub");
    root().symlink(dir(), "link", new byte[] {'x'});
    Map<String, DirectoryEntry> listed = new HashMap<>();
    root().list(dir()).forEach(e -> listed.put(e.name().toString(), e));
    assertThat(listed).containsOnlyKeys("file", "sub", "link");
    for (Map.Entry<String, DirectoryEntry> e : listed.entrySet()) {
      Entry found = root().lookup(dir(), e.getKey());
      assertThat(e.getValue().fileid()).isEqualTo(found.attributes().fileid());
      e.getValue().entry().ifPresent(entry -> assertThat(entry).isEqualTo(found));
    }
    assertThat(listed.values())
        .extracting(DirectoryEntry::fileid)
        .contains(file.attributes().fileid(), sub.attributes().fileid());
  }

  @Test
  default void onePageMayBeOneEntry() {
    for (int i = 0; i < 5; i++) {
      root().create(dir(), "file" + i);
    }
    Set<String> seen = new HashSet<>();
    DirectoryPosition position = DirectoryPosition.START;
    DirectoryPage page;
    do {
      page = root().readdir(dir(), position, 1);
      for (DirectoryEntry entry : page.entries()) {
        assertThat(seen.add(entry.name().toString())).isTrue();
        position = new DirectoryPosition(entry.cookie(), page.verifier());
      }
    } while (!page.end());
    assertThat(seen).hasSize(5);
  }

  @Test
  default void listingGoesOnAfterAnyEntry() {
    for (int i = 0; i < 20; i++) {
      root().create(dir(), "file" + i);
    }
    DirectoryPage all = root().readdir(dir(), DirectoryPosition.START, 100);
    List<DirectoryEntry> entries = root().list(dir());
    for (int i = 0; i < entries.size(); i++) {
      DirectoryPage rest =
          root()
              .readdir(dir(), new DirectoryPosition(entries.get(i).cookie(), all.verifier()), 100);
      List<String> expected =
          entries.subList(i + 1, entries.size()).stream().map(e -> e.name().toString()).toList();
      List<String> names = rest.entries().stream().map(e -> e.name().toString()).toList();
      if (rest.end()) {
        assertThat(names).isEqualTo(expected);
      } else {
        assertThat(names).isNotEmpty().isEqualTo(expected.subList(0, names.size()));
      }
    }
  }

  @Test
  default void tenThousandEntriesAreListedOnceWhileOthersGo() {
    for (int i = 0; i < MANY; i++) {
      root().create(dir(), "entry-" + i);
    }
    Set<String> seen = new HashSet<>();
    Set<String> removed = new HashSet<>();
    DirectoryPosition position = DirectoryPosition.START;
    int next = 0;
    while (true) {
      DirectoryPage page = root().readdir(dir(), position, 500);
      for (DirectoryEntry entry : page.entries()) {
        assertThat(seen.add(entry.name().toString())).as("%s twice", entry.name()).isTrue();
      }
      if (page.end()) {
        break;
      }
      position = new DirectoryPosition(page.entries().getLast().cookie(), page.verifier());
      // The last entry of the page goes, and some that were seen and some that were not.
      remove(page.entries().getLast().name().toString(), removed);
      for (int i = 0; i < 50; i++, next += 7) {
        remove("entry-" + next % MANY, removed);
      }
    }
    for (int i = 0; i < MANY; i++) {
      String name = "entry-" + i;
      assertThat(seen.contains(name) || removed.contains(name)).as("%s missing", name).isTrue();
    }
    assertThat(root().names(dir()))
        .hasSize(MANY - removed.size())
        .doesNotContainAnyElementsOf(removed);
  }

  private void remove(String name, Set<String> removed) {
    if (removed.add(name)) {
      root().remove(dir(), name);
    }
  }

  @Test
  default void positionsAreGoodAfterAReopen() {
    needs(Ability.HANDLES_SURVIVE_REOPEN);
    for (int i = 0; i < 300; i++) {
      root().create(dir(), "file" + i);
    }
    DirectoryPage first = root().readdir(dir(), DirectoryPosition.START, 100);
    Set<String> names = new HashSet<>();
    first.entries().forEach(e -> names.add(e.name().toString()));
    DirectoryPosition position =
        new DirectoryPosition(first.entries().getLast().cookie(), first.verifier());
    Calls second = reopen();
    boolean end = first.end();
    while (!end) {
      DirectoryPage page = second.readdir(dir(), position, 100);
      page.entries().forEach(e -> assertThat(names.add(e.name().toString())).isTrue());
      end = page.end();
      if (!end) {
        position = new DirectoryPosition(page.entries().getLast().cookie(), page.verifier());
      }
    }
    assertThat(names).hasSize(300);
  }

  @Test
  default void listingAFileIsENOTDIR() {
    Handle file = root().create(dir(), "file").handle();
    assertThat(errnoOf(() -> root().list(file))).isEqualTo(Errno.ENOTDIR);
  }
}
