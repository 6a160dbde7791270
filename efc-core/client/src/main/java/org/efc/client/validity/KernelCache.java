// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.nio.ByteBuffer;
import org.efc.fuse.Notifier;

/** What the kernel caches of a mount, as far as it can be told to change. */
public interface KernelCache {
  /** As {@link Notifier#invalidateInode}: drops attributes, and the pages from an offset on. */
  boolean invalidateInode(long nodeid, long offset, long length);

  /** As {@link Notifier#store}. */
  boolean store(long nodeid, long offset, ByteBuffer data);

  /** No cache: there is no session yet. */
  KernelCache NONE =
      new KernelCache() {
        @Override
        public boolean invalidateInode(long nodeid, long offset, long length) {
          return false;
        }

        @Override
        public boolean store(long nodeid, long offset, ByteBuffer data) {
          return false;
        }
      };

  /** The cache behind a session's notifier. */
  static KernelCache of(Notifier notifier) {
    return new KernelCache() {
      @Override
      public boolean invalidateInode(long nodeid, long offset, long length) {
        return notifier.invalidateInode(nodeid, offset, length);
      }

      @Override
      public boolean store(long nodeid, long offset, ByteBuffer data) {
        return notifier.store(nodeid, offset, data);
      }
    };
  }
}
