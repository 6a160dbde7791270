// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

/**
 * A request whose code a thread of a process ran when the process ended.
 *
 * @param unique the kernel's number, without the resend bit
 * @param opcode the kernel's number of it
 * @param threw whether the code threw what ends a process
 */
record Executed(long unique, int opcode, long nodeid, boolean threw) {}
