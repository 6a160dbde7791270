// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.common.Name;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.abi.RequestLayout.Rename2In;
import org.efc.fuse.abi.RequestLayout.RenameIn;

/**
 * Moves a name from the directory {@link #nodeid} to another one, replacing what is there. Answered
 * ok. Comes from RENAME and from RENAME2, which has flags.
 */
public final class Rename extends FuseOp {
  /** RENAME_NOREPLACE: EEXIST when the new name exists. */
  public static final int NOREPLACE = 1;

  /** RENAME_EXCHANGE: both names exist and change places. */
  public static final int EXCHANGE = 1 << 1;

  /** RENAME_WHITEOUT: leave a whiteout in place of the old name. */
  public static final int WHITEOUT = 1 << 2;

  /** Views the request whose fuse_in_header is at {@code header}. */
  public Rename(long header) {
    super(header);
  }

  /** The node id of the directory that gets the name. */
  public long newDirectory() {
    return longAt(RenameIn.NEWDIR);
  }

  /**
   * {@link #NOREPLACE}, {@link #EXCHANGE}, {@link #WHITEOUT}, or 0; EINVAL for what can't be done.
   */
  public int flags() {
    return hasFlags() ? intAt(Rename2In.FLAGS) : 0;
  }

  public Name name() {
    return Names.nameAt(nameAddress());
  }

  public long nameAddress() {
    return header() + InHeader.SIZE + (hasFlags() ? Rename2In.SIZE : RenameIn.SIZE);
  }

  public int nameLength() {
    return Names.lengthAt(nameAddress());
  }

  public Name newName() {
    return Names.nameAt(newNameAddress());
  }

  public long newNameAddress() {
    return nameAddress() + nameLength() + 1;
  }

  public int newNameLength() {
    return Names.lengthAt(newNameAddress());
  }

  private boolean hasFlags() {
    return Memory.getInt(header() + InHeader.OPCODE) == Opcode.RENAME2.number();
  }
}
