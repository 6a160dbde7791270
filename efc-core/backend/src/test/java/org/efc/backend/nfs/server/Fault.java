// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.io.IOException;
import java.util.OptionalInt;
import org.efc.backend.Attributes;
import org.efc.backend.DirectoryPage;
import org.efc.backend.Stability;

/** What a server does wrong, or what its storage can't do. Each method by itself does right. */
public interface Fault {
  /** Nothing. */
  Fault NONE = new Fault() {};

  /** Whether the call gets lost: it is not executed, nor answered. */
  default boolean loses(Call call) {
    return false;
  }

  /** An nfsstat3 to answer instead of executing the call. */
  default OptionalInt refuse(Call call) {
    return OptionalInt.empty();
  }

  /** The attributes told of an object. */
  default Attributes attributes(Attributes right) {
    return right;
  }

  /** Whether post_op_attr are there. */
  default boolean tellsAttributes() {
    return true;
  }

  /** Whether post_op_fh3 are there. */
  default boolean tellsHandles() {
    return true;
  }

  /** How many bytes a READ gives, or a WRITE takes. */
  default int transfer(int right) {
    return right;
  }

  /** The count that goes with so many transferred bytes. */
  default int count(int right) {
    return right;
  }

  /** How stable a WRITE says it is. */
  default Stability committed(Stability wanted) {
    return wanted;
  }

  /** The write verifier. */
  default long verifier(long right) {
    return right;
  }

  /** The storage's cookie that a listing is to go on after; {@link #page} has the other way. */
  default long cookie(long asked) {
    return asked;
  }

  /** A page of a directory. */
  default DirectoryPage page(Call call, DirectoryPage right) {
    return right;
  }

  /**
   * The whole reply: XID, REPLY, MSG_ACCEPTED, verifier of flavor and length 0, accept_stat, and
   * from byte 24 on the results.
   */
  default byte[] message(Call call, byte[] right) {
    return right;
  }

  /** Sends the reply, or does not. */
  default void send(Reply reply) throws IOException {
    reply.send();
  }
}
