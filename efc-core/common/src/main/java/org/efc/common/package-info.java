// SPDX-License-Identifier: Apache-2.0

/**
 * What every process of EFC needs: error numbers, names of files as bytes, the command line, the
 * log, and the root of our exceptions.
 *
 * <p>This room may use the JDK and nothing else. It never holds what only one module needs, and
 * nothing that makes a client's start slower: no lambda, stream, regular expression or {@code
 * String.format} on the way from {@code main} to the first answer.
 */
package org.efc.common;
