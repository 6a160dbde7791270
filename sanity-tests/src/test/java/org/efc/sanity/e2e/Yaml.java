// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Manifests as users write them. */
final class Yaml {
  private Yaml() {}

  static String claim(String name) {
    return claim(name, "ReadWriteMany", "1Gi");
  }

  static String claim(String name, String mode, String storage) {
    return claim(name, mode, storage, "fluid");
  }

  /** Of the StorageClass of the same name. */
  static String claimOfItsClass(String name) {
    return claim(name, "ReadWriteMany", "1Gi", name);
  }

  /** With a VolumeAttributesClass. */
  static String claimOfAttributes(String name, String attributesClass) {
    return claim(name) + "  volumeAttributesClassName: " + attributesClass + "\n";
  }

  private static String claim(String name, String mode, String storage, String storageClass) {
    return """
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: %s}
    spec:
      accessModes: [%s]
      storageClassName: %s
      resources: {requests: {storage: %s}}
    """
        .formatted(name, mode, storageClass, storage);
  }

  /** A PersistentVolume made by hand, and the claim of the same name that is for it. */
  static String staticVolume(String name, String source, String... options) {
    return """
    apiVersion: v1
    kind: PersistentVolume
    metadata: {name: %1$s}
    spec:
      capacity: {storage: 1Gi}
      accessModes: [ReadWriteMany]
      persistentVolumeReclaimPolicy: Retain
      mountOptions: [%3$s]
      csi:
        driver: fuse.csi.fluid.io
        volumeHandle: %1$s
        volumeAttributes: {source: "%2$s"}
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: %1$s}
    spec:
      accessModes: [ReadWriteMany]
      storageClassName: ""
      volumeName: %1$s
      resources: {requests: {storage: 1Gi}}
    """
        .formatted(name, source, String.join(", ", options));
  }

  static String attributesClass(String name, String... parameters) {
    return """
    apiVersion: storage.k8s.io/v1
    kind: VolumeAttributesClass
    metadata: {name: %s}
    driverName: fuse.csi.fluid.io
    parameters:
    """
            .formatted(name)
        + fields(parameters);
  }

  static String storageClass(String name, String... parameters) {
    return """
    apiVersion: storage.k8s.io/v1
    kind: StorageClass
    metadata: {name: %s}
    provisioner: fuse.csi.fluid.io
    allowVolumeExpansion: true
    parameters:
    """
            .formatted(name)
        + fields(parameters);
  }

  private static String fields(String... lines) {
    return Arrays.stream(lines).map(line -> "  " + line + "\n").collect(Collectors.joining());
  }

  static String secret(String name, String key, String text) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: %s}
    stringData: {%s: "%s"}
    """
        .formatted(name, key, text);
  }

  /** A pod of the load's program with a claim at /data. */
  static String pod(String name, String claim, String... arguments) {
    String words =
        Arrays.stream(arguments).map(word -> '"' + word + '"').collect(Collectors.joining(", "));
    String program = "args: [" + words + ", --report, /dev/termination-log]";
    return podOf(name, claim, "", "", "localhost/efc-load:1", program);
  }

  /**
   * A pod of a shell's command with a claim at /data.
   *
   * @param mount more fields of its mount, as {@code readOnly: true}
   * @param security its security context, as {@code fsGroup: 2000}
   * @param command without single quotes
   */
  static String shell(String name, String claim, String mount, String security, String command) {
    String program = "command: [sh, -c, '" + command + "']";
    return podOf(name, claim, mount, security, "docker.io/library/busybox:1.37", program);
  }

  /** The same, started again whenever it ends. */
  static String lastingShell(String name, String claim, String command) {
    return shell(name, claim, "", "", command)
        .replace("restartPolicy: Never", "restartPolicy: Always");
  }

  private static String podOf(
      String name, String claim, String mount, String security, String image, String program) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %1$s, labels: {app: efc-e2e}}
    spec:
      restartPolicy: Never
      terminationGracePeriodSeconds: 15
      securityContext: {%4$s}
      containers:
        - name: application
          image: %5$s
          imagePullPolicy: Never
          %6$s
          volumeMounts: [{name: data, mountPath: /data%3$s}]
      volumes:
        - name: data
          persistentVolumeClaim: {claimName: %2$s}
    """
        .formatted(name, claim, mount.isEmpty() ? "" : ", " + mount, security, image, program);
  }
}
