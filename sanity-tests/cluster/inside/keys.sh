# SPDX-License-Identifier: Apache-2.0
# Keys and accounts: a CA, a certificate for all servers, a key for service accounts, a token for each component. A start over
# a state directory that has them keeps them.
# shellcheck shell=bash disable=SC2164

make_keys() {
  mkdir -p "$CLUSTER_DIR/pki" "$CLUSTER_DIR/etc"
  cd "$CLUSTER_DIR/pki"
  [ ! -e tokens.csv ] || return 0
  openssl ecparam -genkey -name prime256v1 -noout -out ca.key
  openssl req -x509 -new -key ca.key -subj /CN=efc-cluster -days 30 -out ca.crt
  openssl ecparam -genkey -name prime256v1 -noout -out tls.key
  openssl req -new -key tls.key -subj /CN=kube-apiserver -out tls.csr
  local names=DNS:localhost,DNS:$CLUSTER_NODE,IP:127.0.0.1,IP:$CLUSTER_IP,IP:$SERVICES.1 service=kubernetes.default.svc
  names=$names,DNS:kubernetes,DNS:kubernetes.default,DNS:$service,DNS:$service.cluster.local
  openssl x509 -req -in tls.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 30 -out tls.crt \
    -extfile <(echo "subjectAltName=$names") 2>/dev/null
  openssl ecparam -genkey -name prime256v1 -noout -out sa.key
  openssl ec -in sa.key -pubout -out sa.pub 2>/dev/null
  account "$CLUSTER_DIR/kubeconfig" admin system:masters
  account "$CLUSTER_DIR/etc/controllers.kubeconfig" system:kube-controller-manager ""
  account "$CLUSTER_DIR/etc/scheduler.kubeconfig" system:kube-scheduler ""
  account "$CLUSTER_DIR/etc/proxy.kubeconfig" system:kube-proxy ""
  account "$CLUSTER_DIR/etc/kubelet.kubeconfig" "system:node:$CLUSTER_NODE" system:nodes
  mv tokens.new tokens.csv
}

# account FILE USER GROUP: a token, and a kubeconfig with it.
account() {
  local token
  token=$(openssl rand -hex 16)
  (umask 077 && echo "$token,$2,$2,$3" >>tokens.new)
  (umask 077 && cat >"$1") <<END
apiVersion: v1
kind: Config
clusters: [{name: efc, cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: $(base64 -w0 ca.crt)}}]
users: [{name: me, user: {token: $token}}]
contexts: [{name: efc, context: {cluster: efc, user: me}}]
current-context: efc
END
}
