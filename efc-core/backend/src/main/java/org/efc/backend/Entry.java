// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** An object found or made by name. */
public record Entry(Handle handle, Attributes attributes) {}
