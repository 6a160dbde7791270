// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.VolumeCapability;
import csi.v1.Csi.VolumeCapability.AccessMode.Mode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.efc.csi.failure.CsiException;

/**
 * How a volume will be used: as a file system, by whom, with which mount options. The file-system
 * type is ignored: there is one only.
 *
 * @param readOnly whether the volume is for readers only, by its access mode or by {@code ro}
 * @param exclusive whether one target at most may have it
 * @param options client options from the mount flags
 * @param mountGroup the group that owns all files, as kubelet's fsGroup
 */
public record MountCapability(
    boolean readOnly, boolean exclusive, Map<String, String> options, OptionalInt mountGroup) {
  public MountCapability {
    options = Map.copyOf(options);
  }

  /**
   * @param field for messages
   */
  static MountCapability parse(String field, VolumeCapability capability) {
    switch (capability.getAccessTypeCase()) {
      case MOUNT -> {}
      case BLOCK ->
          throw CsiException.invalid(
              field, "block", "only mount is supported: this is a file system");
      case ACCESSTYPE_NOT_SET -> throw CsiException.missing(field + ".mount");
    }
    Mode mode = capability.getAccessMode().getMode();
    switch (mode) {
      case UNKNOWN -> throw CsiException.missing(field + ".access_mode");
      case UNRECOGNIZED ->
          throw CsiException.invalid(
              field + ".access_mode", "" + capability.getAccessMode().getModeValue(), "unknown");
      default -> {}
    }
    VolumeCapability.MountVolume mount = capability.getMount();
    Map<String, String> options = new LinkedHashMap<>();
    boolean readOnlyFlag = flags(field + ".mount.mount_flags", mount.getMountFlagsList(), options);
    return new MountCapability(
        readOnlyFlag || mode == Mode.SINGLE_NODE_READER_ONLY || mode == Mode.MULTI_NODE_READER_ONLY,
        mode == Mode.SINGLE_NODE_SINGLE_WRITER,
        options,
        group(field + ".mount.volume_mount_group", mount.getVolumeMountGroup()));
  }

  /** All of the capabilities of a request; there must be one. */
  static List<MountCapability> parseAll(String field, List<VolumeCapability> capabilities) {
    if (capabilities.isEmpty()) {
      throw CsiException.missing(field);
    }
    return capabilities.stream().map(capability -> parse(field, capability)).toList();
  }

  /** Collects the options; returns whether {@code ro} is among them. */
  private static boolean flags(String field, List<String> flags, Map<String, String> options) {
    boolean readOnly = false;
    for (String flag : flags) {
      Fields.required(field, flag);
      if (flag.indexOf(',') >= 0) {
        throw CsiException.invalid(field, flag, "one option a flag is wanted, without commas");
      }
      if (flag.equals("ro")) {
        readOnly = true;
      } else if (!flag.equals("rw")) {
        option(field, flag, options);
      }
    }
    return readOnly;
  }

  private static void option(String field, String flag, Map<String, String> options) {
    int equals = flag.indexOf('=');
    String name = equals < 0 ? flag : flag.substring(0, equals);
    if (!ClientOptions.isKnown(name)) {
      throw CsiException.invalid(
          field,
          flag,
          "there are ro, rw, " + String.join(", ", ClientOptions.names()) + " for mount options");
    }
    String value = equals < 0 ? "" : flag.substring(equals + 1);
    options.put(name, ClientOptions.check(field, name, value));
  }

  private static OptionalInt group(String field, String group) {
    return group.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Fields.number(field, group, 0, Integer.MAX_VALUE));
  }
}
