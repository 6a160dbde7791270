// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.efc.backend.BackendException;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.common.Errno;

/** What the groups of contract tests work with: {@link BackendContract} provides it. */
public interface ContractFixture {

  /** The backend of this test, as root. */
  Calls root();

  /** A new empty directory of this test, with mode 0777 and owned by root. */
  Handle dir();

  /** Opens the same storage a second time; closed after the test. */
  Calls reopen();

  /** Ends the test as skipped, with the subclass's reason, unless the storage can do this. */
  void needs(Ability ability);

  /** The backend of this test, as a user. */
  default Calls as(int uid, int gid, Integer... groups) {
    return new Calls(root().backend(), new Caller(uid, gid, List.of(groups)));
  }

  /** The errno that a call fails with; a call that succeeds fails the test. */
  static Errno errnoOf(ThrowingCallable call) {
    BackendException failure = catchThrowableOfType(BackendException.class, call);
    if (failure == null) {
      throw new AssertionError("the call succeeded");
    }
    return failure.errno();
  }
}
