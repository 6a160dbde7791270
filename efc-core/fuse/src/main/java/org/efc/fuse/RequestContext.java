// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

/**
 * What a file system keeps for each request object: made with it ({@link FileSystem#newContext}),
 * and used again with it, so that a request needs no object of its own.
 */
public interface RequestContext {
  /** For a file system that keeps nothing. */
  RequestContext NONE =
      new RequestContext() {
        @Override
        public void reset() {
          // there is nothing
        }
      };

  /**
   * The request is answered, and the object is about to serve another: drops what belongs to the
   * one that ended. Called once a request, on the thread that answers. The file system uses nothing
   * of it any more.
   */
  void reset();
}
