{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}

{{- /* Of pods: no versions, as a new chart with the same image is no reason to replace them. Argument: [root, component] */ -}}
{{- define "efc.podLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: efc
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- /* Of all other objects. Argument: [root, component] */ -}}
{{- define "efc.labels" -}}
{{- $root := index . 0 -}}
{{ include "efc.podLabels" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end -}}

{{- /* An image of ours. Argument: [root, repository] */ -}}
{{- define "efc.image" -}}
{{- $root := index . 0 -}}
{{- with $root.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{ index . 1 }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end -}}

{{- define "efc.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "efc.pluginDir" -}}
{{ .Values.kubeletDir }}/csi-plugins/{{ .Values.driverName }}
{{- end -}}

{{- define "efc.sessionSocketDir" -}}
{{ .Values.sessmgr.mountRoot }}/efc-sock
{{- end -}}

{{- /* Where volumes of the StorageClass are made; empty when nowhere. */ -}}
{{- define "efc.source" -}}
{{- if .Values.storageClass.source -}}
{{ .Values.storageClass.source }}
{{- else if .Values.testServer.enabled -}}
nfs://efc-test-nfs.{{ .Release.Namespace }}.svc/exports
{{- end -}}
{{- end -}}

{{- /* Real Linux nodes of the two architectures that there are images for. */ -}}
{{- define "efc.nodeAffinity" -}}
nodeAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    nodeSelectorTerms:
      - matchExpressions:
          - {key: kubernetes.io/os, operator: In, values: [linux]}
          - {key: kubernetes.io/arch, operator: In, values: [amd64, arm64]}
          - {key: type, operator: NotIn, values: [virtual-kubelet]}
{{- end -}}

{{- /* VolumeAttributesClasses are there since Kubernetes 1.34. Before, the sidecars would wait for them for ever. */ -}}
{{- define "efc.attributesClasses" -}}
{{- if semverCompare "<1.34-0" .Capabilities.KubeVersion.Version -}}
- --feature-gates=VolumeAttributesClass=false
{{- end -}}
{{- end -}}
