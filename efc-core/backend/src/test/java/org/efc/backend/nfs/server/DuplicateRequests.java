// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A duplicate request cache, as servers have it: a call that comes again, from the same port under
 * the same XID, is not executed again but gets the reply to the first.
 */
final class DuplicateRequests {
  private static final int MOST = 1024;

  private record Key(int port, int xid) {}

  private final Map<Key, CompletableFuture<byte[]>> replies = new LinkedHashMap<>();

  /** The reply, done or to come, to a call that came before; empty when it is to be executed. */
  synchronized Optional<CompletableFuture<byte[]>> arrived(Call call) {
    Key key = key(call);
    Optional<CompletableFuture<byte[]>> known = Optional.ofNullable(replies.get(key));
    if (known.isEmpty()) {
      if (replies.size() == MOST) {
        replies.remove(replies.keySet().iterator().next());
      }
      replies.put(key, new CompletableFuture<>());
    }
    return known;
  }

  synchronized void executed(Call call, byte[] reply) {
    replies.getOrDefault(key(call), new CompletableFuture<>()).complete(reply);
  }

  private static Key key(Call call) {
    return new Key(call.sourcePort(), call.xid());
  }
}
