// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.Set;
import java.util.TreeSet;
import org.efc.backend.BackendException;
import org.efc.common.Errno;
import org.efc.csi.failure.CsiException;
import org.efc.mounter.MountException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The code table of csi.md, row by row. */
class StatusMapperTest {

  @ParameterizedTest
  @CsvSource({
    "INVALID, INVALID_ARGUMENT",
    "UNKNOWN_VOLUME, NOT_FOUND",
    "NOT_STAGED, FAILED_PRECONDITION",
    "INCOMPATIBLE, ALREADY_EXISTS",
    "IN_USE, FAILED_PRECONDITION",
    "BAD_TARGET, FAILED_PRECONDITION",
    "PENDING, ABORTED",
    "UNREACHABLE, UNAVAILABLE",
    "NO_SUCH_SOURCE, NOT_FOUND",
    "DENIED, PERMISSION_DENIED",
    "EXHAUSTED, RESOURCE_EXHAUSTED",
    "DEADLINE, DEADLINE_EXCEEDED",
    "UNAVAILABLE, UNAVAILABLE",
    "INTERNAL, INTERNAL"
  })
  void aMountersFailureHasACode(MountException.Kind kind, Code code) {
    Status status = StatusMapper.of(new MountException(kind, "target /t is a file"));
    assertThat(status.getCode()).isEqualTo(code);
    assertThat(status.getDescription()).contains("target /t is a file");
  }

  @ParameterizedTest
  @CsvSource({
    "EINVAL, INVALID_ARGUMENT",
    "ENOENT, NOT_FOUND",
    "ESTALE, NOT_FOUND",
    "EACCES, PERMISSION_DENIED",
    "EPERM, PERMISSION_DENIED",
    "EROFS, FAILED_PRECONDITION",
    "ENOSPC, RESOURCE_EXHAUSTED",
    "EDQUOT, RESOURCE_EXHAUSTED",
    "ETIMEDOUT, DEADLINE_EXCEEDED",
    "EHOSTUNREACH, UNAVAILABLE",
    "ECONNREFUSED, UNAVAILABLE",
    "ECONNRESET, UNAVAILABLE",
    "EIO, INTERNAL"
  })
  void aServersFailureHasACode(Errno errno, Code code) {
    assertThat(StatusMapper.of(new BackendException("nfs://nas", errno)).getCode()).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource
  void noReasonOfOursIsOurFault(CsiException.Reason reason) {
    assertThat(StatusMapper.of(new CsiException(reason, "x")).getCode())
        .isNotIn(Code.OK, Code.INTERNAL, Code.UNKNOWN);
  }

  @Test
  void reasonsCoverTheirCodes() {
    Set<Code> codes = new TreeSet<>();
    for (CsiException.Reason reason : CsiException.Reason.values()) {
      codes.add(StatusMapper.codeOf(reason).getCode());
    }
    assertThat(codes)
        .containsExactlyInAnyOrder(
            Code.INVALID_ARGUMENT,
            Code.NOT_FOUND,
            Code.ALREADY_EXISTS,
            Code.FAILED_PRECONDITION,
            Code.ABORTED,
            Code.OUT_OF_RANGE);
  }

  @Test
  void theUnforeseenIsInternal() {
    Status status = StatusMapper.of(new IllegalStateException("oops"));
    assertThat(status.getCode()).isEqualTo(Code.INTERNAL);
    assertThat(status.getDescription()).contains("oops");
  }

  @Test
  void aMessageFitsIntoAHeader() {
    Status status =
        StatusMapper.of(new CsiException(CsiException.Reason.INVALID_FIELD, "long".repeat(10_000)));
    assertThat(status.getDescription()).hasSizeLessThan(2100);
  }
}
