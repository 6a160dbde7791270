// SPDX-License-Identifier: Apache-2.0

/**
 * Fail-stop: a process that lost a part ends, and its successor starts whole.
 *
 * <p>In here: {@link org.efc.common.vital.FailStop}, what to call when a part failed in an unknown
 * state; {@link org.efc.common.vital.VitalThread}, a thread that no process goes on without.
 *
 * <p>May use: the JDK. Must never be in here: a way to go on after a failure, a shutdown hook, or
 * anything that waits before the process ends.
 */
@NullMarked
package org.efc.common.vital;

import org.jspecify.annotations.NullMarked;
