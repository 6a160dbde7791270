# SPDX-License-Identifier: Apache-2.0
# Starts the components, each again whenever it ends, as an init system would.
# shellcheck shell=bash

# keep NAME COMMAND...: in the background; output to log/NAME, its process id to run/NAME.pid.
keep() {
  local name=$1
  shift
  (
    while :; do
      "$@" >>"$CLUSTER_DIR/log/$name" 2>&1 </dev/null &
      echo $! >"$CLUSTER_DIR/run/$name.pid"
      wait $! || echo "$name ended with exit status $?: starting it again" >>"$CLUSTER_DIR/log/$name"
      sleep 0.5
    done
  ) &
}

kube() { "$CLUSTER_BIN/kubeone" "$@"; }

start_containerd() { keep containerd containerd -c "$CLUSTER_DIR/etc/containerd.toml"; }

# fsync is left out: the state is worth nothing after a loss of power.
start_etcd() {
  keep etcd "$CLUSTER_BIN/kubeone" etcd --data-dir "$CLUSTER_DIR/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 \
    --initial-cluster default=http://127.0.0.1:2380
}

start_apiserver() {
  keep kube-apiserver "$CLUSTER_BIN/kubeone" kube-apiserver --etcd-servers http://127.0.0.1:2379 \
    --advertise-address "$CLUSTER_IP" --bind-address 0.0.0.0 --secure-port 6443 \
    --tls-cert-file "$CLUSTER_DIR/pki/tls.crt" --tls-private-key-file "$CLUSTER_DIR/pki/tls.key" --cert-dir "$CLUSTER_DIR/pki" \
    --token-auth-file "$CLUSTER_DIR/pki/tokens.csv" --authorization-mode Node,RBAC \
    --service-cluster-ip-range "$SERVICES.0/24" --service-account-issuer https://kubernetes.default.svc \
    --service-account-key-file "$CLUSTER_DIR/pki/sa.pub" --service-account-signing-key-file "$CLUSTER_DIR/pki/sa.key" \
    --allow-privileged --kubelet-preferred-address-types InternalIP --enable-priority-and-fairness=false
}

# The rates are raised: with the default ones the first service account comes five seconds later.
start_controllers() {
  local fast=(--leader-elect=false --kube-api-qps 300 --kube-api-burst 600 --bind-address 127.0.0.1 --cert-dir "$CLUSTER_DIR/pki")
  keep kube-controller-manager "$CLUSTER_BIN/kubeone" kube-controller-manager "${fast[@]}" \
    --kubeconfig "$CLUSTER_DIR/etc/controllers.kubeconfig" --root-ca-file "$CLUSTER_DIR/pki/ca.crt" \
    --service-account-private-key-file "$CLUSTER_DIR/pki/sa.key" --use-service-account-credentials \
    --controllers '*,-node-ipam-controller'
  keep kube-scheduler "$CLUSTER_BIN/kubeone" kube-scheduler "${fast[@]}" --kubeconfig "$CLUSTER_DIR/etc/scheduler.kubeconfig"
}

start_node_agents() {
  keep kubelet "$CLUSTER_BIN/kubeone" kubelet --config "$CLUSTER_DIR/etc/kubelet.yaml" \
    --kubeconfig "$CLUSTER_DIR/etc/kubelet.kubeconfig" --hostname-override "$CLUSTER_NODE" --node-ip "$CLUSTER_IP" \
    --cert-dir "$CLUSTER_DIR/pki/kubelet"
  keep kube-proxy "$CLUSTER_BIN/kubeone" kube-proxy --config "$CLUSTER_DIR/etc/proxy.yaml"
}
