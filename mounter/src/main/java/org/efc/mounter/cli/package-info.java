// SPDX-License-Identifier: Apache-2.0
/**
 * The commands of bin/efc but for the client and the CSI plugin: arguments, output for people, exit
 * statuses.
 *
 * <p>It may use everything in this module; nothing in this module may use it.
 *
 * <p>A command decides nothing about a volume: it asks the session manager.
 */
package org.efc.mounter.cli;
