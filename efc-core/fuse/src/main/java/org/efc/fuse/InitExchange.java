// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.Optional;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.abi.ReplyLayout.InitOut;
import org.efc.fuse.op.Init;

/** Answers INIT whenever it comes: on a new mount, or again when its answer got lost in a crash. */
final class InitExchange {
  private static final System.Logger LOG = System.getLogger(InitExchange.class.getName());

  private final InitPreferences wanted;
  private final InitJournal journal;
  private volatile Optional<Negotiated> negotiated;

  InitExchange(InitPreferences wanted, InitJournal journal, Optional<Negotiated> earlier) {
    this.wanted = wanted;
    this.journal = journal;
    this.negotiated = earlier;
  }

  /** What is in force: nothing before INIT. */
  Optional<Negotiated> negotiated() {
    return negotiated;
  }

  void answer(Request request, Init op) {
    switch (Negotiation.negotiate(op.major(), op.minor(), op.maxReadahead(), op.flags(), wanted)) {
      case Negotiation.Agreed agreed -> agree(request, agreed.negotiated());
      case Negotiation.OtherMajor ignored -> {
        Memory.zero(request.replyBody(), InitOut.SIZE);
        Memory.putInt(request.replyBody() + InitOut.MAJOR, Protocol.MAJOR);
        Memory.putInt(request.replyBody() + InitOut.MINOR, Protocol.MINOR);
        request.reply(InitOut.SIZE);
      }
      case Negotiation.Unsupported unsupported -> {
        LOG.log(System.Logger.Level.ERROR, unsupported.reason());
        request.error(request.ticket(), Errno.EPROTO);
      }
    }
  }

  private void agree(Request request, Negotiated agreed) {
    try {
      journal.persist(agreed);
    } catch (RuntimeException e) {
      throw new NotPersisted(e);
    }
    negotiated = Optional.of(agreed);
    request.reply(agreed.encode(request.replyBody()));
  }

  /** INIT was not answered, since its outcome could not be kept. */
  static final class NotPersisted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPersisted(RuntimeException cause) {
      super("INIT parameters can't be kept: " + cause.getMessage(), cause);
    }
  }
}
