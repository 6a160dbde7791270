// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import csi.v1.Csi;
import java.util.List;
import java.util.Map;

/**
 * Messages as the log may show them: without the fields that the CSI specification marks secret.
 */
final class Redaction {
  private Redaction() {}

  /** One line, in protobuf's text format; secret fields show as their names only. */
  static String oneLine(Message message) {
    return TextFormat.printer().emittingSingleLine(true).printToString(withoutSecrets(message));
  }

  /** The message without the fields marked {@code csi_secret}, at any depth. */
  static Message withoutSecrets(Message message) {
    Message.Builder copy = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      FieldDescriptor descriptor = field.getKey();
      if (descriptor.getOptions().getExtension(Csi.csiSecret)) {
        copy.clearField(descriptor);
      } else if (isPlainMessage(descriptor)) {
        copy.setField(descriptor, cleaned(descriptor, field.getValue()));
      }
    }
    return copy.build();
  }

  private static boolean isPlainMessage(FieldDescriptor descriptor) {
    return descriptor.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !descriptor.isMapField();
  }

  private static Object cleaned(FieldDescriptor descriptor, Object value) {
    if (descriptor.isRepeated()) {
      return ((List<?>) value).stream().map(element -> withoutSecrets((Message) element)).toList();
    }
    return withoutSecrets((Message) value);
  }
}
