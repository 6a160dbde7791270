// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

/**
 * One slot of the inode table, 256 bytes in the byte order of the machine: the file never leaves
 * it. All longs are 8-byte aligned.
 *
 * <p>{@link #STATE} is what makes a slot valid: it is stored last when a slot is filled, so that
 * whoever finds it used finds the rest complete, also after a kill -9 in between.
 */
final class SlotLayout {
  static final int SIZE = 256;

  /** Upper half: generation; lower half: {@link #FREE} or {@link #USED}. */
  static final int STATE = 0;

  /** How often the kernel was told of the inode and has not forgotten it. */
  static final int LOOKUPS = 8;

  /** Of a free slot: the next one of its chain ({@link FreeSlots}). Other versions ignore it. */
  static final int NEXT_FREE = LOOKUPS;

  /** How many open files of the kernel it has, those opened by a predecessor included. */
  static final int OPENS = 16;

  /**
   * Bits {@link #SILLY}, {@link #UNSTABLE}, {@link #LOST}, {@link #VERSIONED}, {@link #PAGES},
   * {@link #ATTRIBUTES}.
   */
  static final int FLAGS = 24;

  /** The inode number that the kernel was told. */
  static final int NUMBER = 32;

  /** Type and permission bits as last told to the kernel. */
  static final int MODE = 40;

  static final int HANDLE_LENGTH = 44;

  // The version of the data as last told to the kernel.
  static final int FILE_SIZE = 48;
  static final int MTIME = 56;
  static final int CTIME = 64;
  static final int MTIME_NANOS = 72;
  static final int CTIME_NANOS = 76;

  /** The directory it was found in: for ".." of a directory. */
  static final int PARENT = 80;

  /** With SILLY: node id of the directory that holds the hidden name, 0 for .efc-unlinked. */
  static final int SILLY_DIRECTORY = 88;

  /** With UNSTABLE: the verifier of the first write that is not committed. */
  static final int VERIFIER = 96;

  /** With UNSTABLE: how many such writes were acknowledged. */
  static final int UNSTABLE_WRITES = 104;

  static final int HANDLE = 112;

  static final int FREE = 0;
  static final int USED = 1;

  /** Unlinked, and kept on the storage under a hidden name. */
  static final long SILLY = 1;

  /** Has acknowledged writes that the storage may still lose. */
  static final long UNSTABLE = 2;

  /** Two of those writes have different verifiers: some of the data are lost. */
  static final long LOST = 4;

  /** The version fields are set. */
  static final long VERSIONED = 8;

  /** With VERSIONED: the kernel has no pages of an older version. */
  static final long PAGES = 16;

  /** With VERSIONED: the kernel believes no attributes of an older version. */
  static final long ATTRIBUTES = 32;

  private SlotLayout() {}
}
