// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.MemorySegment;

/**
 * libc's {@code syscall} without its errno: a function of our own, in machine code, that moves the
 * arguments to where the kernel wants them and returns what the kernel returned. libc keeps the
 * error in a variable of the thread, and the JDK's way to that variable makes an object per call.
 *
 * <p>The code is in a page that is written first and made executable, and unwritable, then. That is
 * refused where the process may have no code of its own (SELinux without {@code execmem}, {@code
 * PR_SET_MDWE}).
 */
final class SyscallStub {
  /**
   * System V AMD64 psABI: arguments in rdi, rsi, rdx, rcx, r8, r9 and at rsp + 8; the kernel (A.2.1
   * there) has the number in rax, the arguments in rdi, rsi, rdx, r10, r8, r9. See glibc's
   * sysdeps/unix/sysv/linux/x86_64/syscall.S.
   */
  private static final byte[] AMD64 = {
    0x48,
    (byte) 0x89,
    (byte) 0xf8, // mov rax, rdi
    0x48,
    (byte) 0x89,
    (byte) 0xf7, // mov rdi, rsi
    0x48,
    (byte) 0x89,
    (byte) 0xd6, // mov rsi, rdx
    0x48,
    (byte) 0x89,
    (byte) 0xca, // mov rdx, rcx
    0x4d,
    (byte) 0x89,
    (byte) 0xc2, // mov r10, r8
    0x4d,
    (byte) 0x89,
    (byte) 0xc8, // mov r8, r9
    0x4c,
    (byte) 0x8b,
    0x4c,
    0x24,
    0x08, // mov r9, [rsp + 8]
    0x0f,
    0x05, // syscall
    (byte) 0xc3 // ret
  };

  /**
   * AAPCS64: arguments in x0 to x6; the kernel has the number in x8, the arguments in x0 to x5. See
   * glibc's sysdeps/unix/sysv/linux/aarch64/syscall.S. The kernel makes caches of instructions
   * agree when the page becomes executable ({@code __sync_icache_dcache}).
   */
  private static final byte[] AARCH64 =
      words(
          0xaa0003e8, // mov x8, x0
          0xaa0103e0, // mov x0, x1
          0xaa0203e1, // mov x1, x2
          0xaa0303e2, // mov x2, x3
          0xaa0403e3, // mov x3, x4
          0xaa0503e4, // mov x4, x5
          0xaa0603e5, // mov x5, x6
          0xd4000001, // svc #0
          0xd65f03c0); // ret

  private static final int PROT_READ_WRITE = 3;
  private static final int PROT_READ_EXECUTE = 5;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int SIZE = 4096;

  private SyscallStub() {}

  /**
   * Maps it, for ever.
   *
   * @param libc the function {@code syscall} of libc: -1 is a failure
   * @return NULL when the kernel allows no such page
   */
  static MemorySegment map(MemorySegment libc) {
    long page =
        Downcall.call(
            libc, Syscall.MMAP.number(), 0, SIZE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (page == -1) {
      return MemorySegment.NULL;
    }
    byte[] code = code(Arch.current());
    Memory.copy(code, 0, page, code.length);
    if (Downcall.call(libc, Syscall.MPROTECT.number(), page, SIZE, PROT_READ_EXECUTE, 0, 0, 0)
        != 0) {
      Downcall.call(libc, Syscall.MUNMAP.number(), page, SIZE, 0, 0, 0, 0);
      return MemorySegment.NULL;
    }
    return MemorySegment.ofAddress(page);
  }

  static byte[] code(Arch arch) {
    return arch == Arch.AMD64 ? AMD64 : AARCH64;
  }

  private static byte[] words(int... instructions) {
    byte[] code = new byte[instructions.length * Integer.BYTES];
    for (int i = 0; i < code.length; i++) {
      code[i] = (byte) (instructions[i / Integer.BYTES] >>> (8 * (i % Integer.BYTES)));
    }
    return code;
  }
}
