// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {
  private static final int PAGE = Memory.pageSize();

  @TempDir Path directory;

  @Test
  void mappedMemoryIsZeroPageAlignedAndReadBack() {
    long at = Memory.map(2L * PAGE);
    assertThat(at % PAGE).isZero();
    assertThat(Memory.getLong(at)).isZero();
    Memory.putLong(at + 1, 0x0102030405060708L);
    assertThat(Memory.getByte(at + 1)).as("little endian").isEqualTo((byte) 8);
    assertThat(Memory.getInt(at + 5)).isEqualTo(0x01020304);
    assertThat(Memory.getShort(at + 7)).isEqualTo((short) 0x0102);
    Memory.unmap(at, 2L * PAGE);
  }

  @Test
  void pagesThatAreNotTouchedAreNotResident() throws IOException {
    long size = 256L << 20;
    long before = residentBytes();
    long at = Memory.map(size);
    Memory.putByte(at + size / 2, (byte) 1);
    assertThat(residentBytes() - before).isLessThan(size / 4);
    Memory.unmap(at, size);
  }

  @Test
  void residentMemoryIsThereBeforeItIsTouched() throws IOException {
    long size = 64L << 20;
    long before = residentBytes();
    long at = Memory.mapResident(size);
    assertThat(residentBytes() - before).isGreaterThan(size * 3 / 4);
    assertThat(Memory.getLong(at + size / 2)).isZero();
    Memory.unmap(at, size);
  }

  private static long residentBytes() throws IOException {
    return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE;
  }

  @Test
  void bufferAndAddressAreTheSameMemory() {
    long at = Memory.map(PAGE);
    ByteBuffer buffer = Memory.buffer(at, 16).order(ByteOrder.nativeOrder());
    buffer.putInt(4, 77);
    assertThat(Memory.getInt(at + 4)).isEqualTo(77);
    assertThat(Memory.address(buffer)).isEqualTo(at);
    assertThat(Memory.address(buffer.position(3))).isEqualTo(at + 3);
    Memory.unmap(at, PAGE);
  }

  @Test
  void copiesMoveExactlyWhatIsSaid() {
    long at = Memory.map(PAGE);
    Memory.copy(new byte[] {1, 2, 3, 4}, 1, at, 2);
    Memory.copy(at, at + 8, 2);
    assertThat(Memory.bytes(at + 7, 4)).containsExactly(0, 2, 3, 0);
    byte[] target = new byte[3];
    Memory.copy(at, target, 1, 2);
    assertThat(target).containsExactly(0, 2, 3);
    assertThat(Memory.length(at, 10)).isEqualTo(2);
    assertThat(Memory.length(at, 1)).isEqualTo(1);
    Memory.zero(at, 2);
    assertThat(Memory.getShort(at)).isZero();
    Memory.unmap(at, PAGE);
  }

  @Test
  void atomicsDoWhatTheySay() {
    long at = Memory.map(PAGE);
    assertThat(Memory.getAndAddLong(at, 5)).isZero();
    assertThat(Memory.compareAndSetLong(at, 4, 9)).isFalse();
    assertThat(Memory.compareAndSetLong(at, 5, 9)).isTrue();
    assertThat(Memory.getLongAcquire(at)).isEqualTo(9);
    Memory.putLongRelease(at, -1);
    Memory.putIntRelease(at, 3);
    assertThat(Memory.getIntAcquire(at)).isEqualTo(3);
    assertThat(Memory.getLong(at)).isEqualTo(0xffffffff00000003L);
    Memory.unmap(at, PAGE);
  }

  /** Writes into a shared mapping, says so, and waits to be killed. */
  static final class Writer {
    public static void main(String[] arguments) throws InterruptedException {
      Fd fd = Fd.open(arguments[0], OpenFlags.O_RDWR, 0);
      Memory.putLong(Memory.mapShared(fd.number(), 0, PAGE) + 8, 4711);
      System.out.println("stored");
      Thread.sleep(60_000);
    }
  }

  @Test
  void storeIntoASharedMappingSurvivesTheProcess() throws Exception {
    Path file = directory.resolve("state");
    Files.write(file, new byte[PAGE]);
    Process writer =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = writer.inputReader()) {
      assertThat(output.readLine()).isEqualTo("stored");
    } finally {
      writer.destroyForcibly(); // SIGKILL
    }
    assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
    long stored =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).getLong(8);
    assertThat(stored).isEqualTo(4711);
  }
}
