// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NotificationLaneTest {
  private static final int CAPACITY = 3;

  private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();
  private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());
  private final NotificationLane lane =
      new NotificationLane("lane", CAPACITY, (part, cause) -> failures.add(part));
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final CountDownLatch all = new CountDownLatch(CAPACITY);

  @AfterEach
  void close() {
    goOn.countDown();
    lane.close();
  }

  private void occupy() throws InterruptedException {
    assertThat(
            lane.offer(
                () -> {
                  begun.countDown();
                  await(goOn);
                }))
        .isTrue();
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean offer(int number) {
    return lane.offer(
        () -> {
          done.add(number);
          all.countDown();
        });
  }

  @Test
  void worksInOrderAndRefusesWhatDoesNotFit() throws InterruptedException {
    occupy();
    for (int i = 0; i < CAPACITY; i++) {
      assertThat(offer(i)).isTrue();
    }
    assertThat(offer(CAPACITY)).isFalse();
    goOn.countDown();
    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(done).containsExactly(0, 1, 2);
  }

  @Test
  void whatWaitsWhenItIsClosedIsDoneStill() throws InterruptedException {
    occupy();
    for (int i = 0; i < CAPACITY; i++) {
      offer(i);
    }
    lane.close();
    assertThat(offer(CAPACITY)).isFalse();
    goOn.countDown();
    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void workThatThrowsEndsTheProcess() throws InterruptedException {
    lane.offer(
        () -> {
          throw new IllegalStateException("for the test");
        });
    assertThat(failures.poll(10, TimeUnit.SECONDS)).isEqualTo("thread lane");
  }
}
