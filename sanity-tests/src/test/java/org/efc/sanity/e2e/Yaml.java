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
        + Arrays.stream(parameters).map(line -> "  " + line + "\n").collect(Collectors.joining());
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
