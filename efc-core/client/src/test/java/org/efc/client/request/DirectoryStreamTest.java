// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.backend.DirectoryEntry;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;

/** A listing that goes round is told from a reader who goes back. */
class DirectoryStreamTest {
  private final DirectoryStream stream = new DirectoryStream();

  private static List<DirectoryEntry> entries(long first, long last) {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (long cookie = first; cookie <= last; cookie++) {
      entries.add(new DirectoryEntry(Name.of("n" + cookie), cookie, cookie, Optional.empty()));
    }
    return entries;
  }

  private boolean goesOn(long after, long first, long last) {
    boolean good = stream.goesOnAfter(after) && !stream.leadBack(entries(first, last));
    stream.telling(entries(first, last));
    return good;
  }

  @Test
  void aDirectoryThatBeginsAgainIsNoticed() {
    long after = 0;
    int pages = 0;
    while (goesOn(after, after % 30 + 1, after % 30 + 10)) {
      after = after % 30 + 10;
      pages++;
      assertThat(pages).isLessThan(12);
    }
    assertThat(pages).as("the first three are new").isGreaterThanOrEqualTo(3);
  }

  @Test
  void whatWasNotTakenMayBeToldAgain() {
    assertThat(goesOn(0, 1, 10)).isTrue();
    for (long taken = 1; taken < 100; taken++) {
      assertThat(goesOn(taken, taken + 1, taken + 10)).as("after %d", taken).isTrue();
      assertThat(goesOn(taken, taken + 1, taken + 10)).as("again after %d", taken).isTrue();
    }
  }

  @Test
  void whoGoesBackMayBeThereAgain() {
    for (int round = 0; round < 50; round++) {
      assertThat(goesOn(0, 1, 10)).isTrue();
      assertThat(goesOn(10, 11, 20)).isTrue();
      assertThat(goesOn(20, 21, 30)).isTrue();
      assertThat(goesOn(10, 11, 20)).as("seekdir, round %d", round).isTrue();
    }
  }

  @Test
  void aPageThatLeadsBackToItsOwnBeginningIsNoticed() {
    assertThat(goesOn(0, 1, 10)).isTrue();
    int same = 0;
    while (goesOn(10, 10, 10)) {
      same++;
      assertThat(same).isLessThan(4);
    }
  }
}
