// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.Step;
import org.efc.client.caller.ServerRights;
import org.efc.client.validity.Revalidation;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Getattr;

/**
 * What a GETATTR asks the storage, and its answer. It ends the GETATTR that {@link
 * Revalidation#asks} has counted.
 */
final class AttributesLook {
  private final Backend backend;
  private final ServerRights rights;
  private final Revalidation revalidation;
  private final StaleRoot staleRoot;
  private final Replies replies;

  AttributesLook(
      Backend backend,
      ServerRights rights,
      Revalidation revalidation,
      StaleRoot staleRoot,
      Replies replies) {
    this.backend = backend;
    this.rights = rights;
    this.revalidation = revalidation;
    this.staleRoot = staleRoot;
    this.replies = replies;
  }

  void ask(PendingRequest request, Getattr op, Handle handle, Caller caller) {
    long nodeid = op.nodeid();
    backend.getattr(
        caller,
        handle,
        Step.then(
            request,
            attributes -> {
              if (!op.hasHandle() && rights.mayGrantMore(nodeid, caller, attributes)) {
                rights.learn(
                    nodeid,
                    handle,
                    caller,
                    attributes,
                    Step.then(request, _ -> answer(request, nodeid, attributes)));
              } else {
                answer(request, nodeid, attributes);
              }
            },
            errno -> {
              revalidation.answered(nodeid);
              staleRoot.failed(nodeid, errno);
              request.error(errno);
            }));
  }

  private void answer(PendingRequest request, long nodeid, Attributes attributes) {
    staleRoot.answered(nodeid);
    replies.attributes(request, nodeid, attributes, () -> revalidation.answered(nodeid));
  }
}
