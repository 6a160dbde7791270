// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

/**
 * One slot of the ring of intents, 512 bytes in the byte order of the machine. {@link #STATE} is
 * stored last: whoever finds a slot in a state finds what belongs to it, also after a kill -9.
 */
final class IntentLayout {
  static final int SIZE = 512;

  /** Upper half: epoch of the process that has it; lower half: one of the states. */
  static final int STATE = 0;

  /** The kernel's number of the request, without the resend bit. */
  static final int UNIQUE = 8;

  static final int OPCODE = 16;

  /** With DONE: what it came to, 0 for success. */
  static final int ERRNO = 20;

  /** The nodeid that the request is about: as a rule the directory. */
  static final int NODEID = 24;

  /** A hash of its name, or of whatever else tells it from others. */
  static final int NAME = 32;

  /** With DONE: how many bytes were written. */
  static final int COUNT = 40;

  /** Of the handle at {@link #BEFORE}; 0 when it is not known what the name led to. */
  static final int BEFORE_LENGTH = 48;

  /** Of the handle at {@link #RESULT}; 0 when there is none. */
  static final int RESULT_LENGTH = 52;

  /** Bits {@link #HAS_ATTRIBUTES}, {@link #MOVED}, {@link #ASKED}. */
  static final int FLAGS = 56;

  // What the storage said of the object when it was done.
  static final int TYPE = 64;
  static final int MODE = 68;
  static final int LINKS = 72;
  static final int UID = 76;
  static final int GID = 80;
  static final int DEVICE_MAJOR = 84;
  static final int DEVICE_MINOR = 88;
  static final int FILE_SIZE = 96;
  static final int USED = 104;
  static final int FSID = 112;
  static final int FILEID = 120;
  static final int ATIME = 128;
  static final int MTIME = 136;
  static final int CTIME = 144;
  static final int ATIME_NANOS = 152;
  static final int MTIME_NANOS = 156;
  static final int CTIME_NANOS = 160;

  /** The object that the name led to before. */
  static final int BEFORE = 168;

  /** The object that was made. */
  static final int RESULT = 304;

  /**
   * Not 0: the storage may have executed it and have forgotten that. Of no use once {@link #RESULT}
   * is there, whose last 8 bytes it shares with a handle of the longest kind.
   */
  static final int DOUBT = 432;

  /**
   * From here on the slot is spare. A version that does not know a field there does not clear it: a
   * field has the number of its request beside it.
   */
  static final int SPARE = 440;

  static final int FREE = 0;
  static final int CLAIMED = 1;
  static final int BEGUN = 2;
  static final int DONE = 3;

  static final long HAS_ATTRIBUTES = 1;

  /** It is done by giving an open file a hidden name. */
  static final long MOVED = 2;

  /** The storage was asked for it, or was about to be. */
  static final long ASKED = 4;

  private IntentLayout() {}
}
