# SPDX-License-Identifier: Apache-2.0
# The components' configuration files.
# shellcheck shell=bash disable=SC2164

write_configs() {
  mkdir -p "$CLUSTER_DIR/etc"
  cd "$CLUSTER_DIR/etc"
  echo "nameserver 127.0.0.1" >resolv.conf # there is no DNS
  write_containerd_config >containerd.toml
  write_kubelet_config >kubelet.yaml
  write_proxy_config >proxy.yaml
}

write_containerd_config() {
  # The kernel takes no upper directory that is on an overlay itself, as a container's root is.
  local snapshotter=overlayfs
  [ "$(stat -fc %T "$CLUSTER_DIR")" != overlayfs ] || snapshotter=native
  cat <<END
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs",
  "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs",
  "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.10"
  disable_apparmor = true
  # Without CAP_SYS_RESOURCE nobody may lower an OOM score, and runc would give up over it.
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$CLUSTER_DIR/etc/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "$snapshotter"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
END
}

# The limits of memory and disk are the machine's, which has other things to do: never evict, never collect images, since
# none could be pulled again.
write_kubelet_config() {
  cat <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $CLUSTER_IP
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
tlsCertFile: $CLUSTER_DIR/pki/tls.crt
tlsPrivateKeyFile: $CLUSTER_DIR/pki/tls.key
clusterDNS: [$SERVICES.10]
clusterDomain: cluster.local
resolvConf: $CLUSTER_DIR/etc/resolv.conf
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: [pods]
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
serializeImagePulls: false
maxPods: 250
kubeAPIQPS: 200
kubeAPIBurst: 400
volumeStatsAggPeriod: 10s
featureGates: {CSIVolumeHealth: true}
END
}

# The conntrack table is the machine's: 0 leaves it as it is.
write_proxy_config() {
  cat <<END
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
clientConnection: {kubeconfig: $CLUSTER_DIR/etc/proxy.kubeconfig}
clusterCIDR: 10.244.0.0/16
hostnameOverride: $CLUSTER_NODE
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
END
}
