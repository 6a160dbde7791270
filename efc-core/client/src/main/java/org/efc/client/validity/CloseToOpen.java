// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.OpenFile;

/**
 * Opens that find a newer version of a file than the kernel has: they make the kernel drop what is
 * older. The kernel drops pages when it has the reply to the open, at a time that nobody sees;
 * another open of the file meanwhile may not keep them. A request on the open file shows that its
 * open is finished.
 */
public final class CloseToOpen {
  private final InodeTable inodes;
  private final Revalidation revalidation;
  private final SizeNotices sizes;

  public CloseToOpen(InodeTable inodes, Revalidation revalidation, SizeNotices sizes) {
    this.inodes = inodes;
    this.revalidation = revalidation;
    this.sizes = sizes;
  }

  /**
   * An open is to make the kernel drop what is older than these attributes: first the attributes
   * that the kernel has.
   *
   * @param then calls {@link #droppedAttributes}, and answers the open with a reply that drops the
   *     pages; must not throw
   */
  public void drops(OpenFile file, Inode inode, Attributes attributes, Runnable then) {
    sizes.expected(inode, attributes);
    file.drops(attributes);
    revalidation.attributesThen(file.nodeid(), () -> !inode.hasNoOlderAttributes(attributes), then);
  }

  /** The kernel has no older attributes any more, and the open is about to be answered. */
  public void droppedAttributes(OpenFile file, Inode inode, Attributes attributes) {
    inode.droppedAttributes(attributes);
    revalidation.opens(file.nodeid());
  }

  /** A request on an open file came: whatever its open made the kernel drop is dropped. */
  public void finished(OpenFile file) {
    Optional<Attributes> dropped = file.finished();
    if (dropped.isPresent()) {
      revalidation.settled(file.nodeid());
    }
    if (dropped.isPresent() && inodes.isKnown(file.nodeid())) {
      inodes.inode(file.nodeid()).droppedPages(dropped.get());
    }
  }

  /** The kernel did not take the reply: it drops no pages. */
  public void abandoned(OpenFile file) {
    if (file.finished().isPresent()) {
      revalidation.settled(file.nodeid());
    }
  }
}
