// SPDX-License-Identifier: Apache-2.0
/**
 * What must outlive the session manager: mount records and the files beside them, and the plan that
 * is made of them at a start.
 *
 * <p>It may use the port's values, the JSON settings and org.efc.mounter.linux. RecoveryPlan is
 * pure: records, mounts and processes in, actions out.
 *
 * <p>A file is replaced as a whole and synced before anybody is told that what it says is done. A
 * format is never changed in a way that the version before this one can't read.
 */
package org.efc.mounter.state;
