// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.Errno;

/** What is called once when a backend call ends. It must not block and must not throw. */
public interface Completion<T> {

  void succeeded(T value);

  void failed(Errno errno);
}
