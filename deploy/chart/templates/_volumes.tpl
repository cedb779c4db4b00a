{{/* The volumes of the Pod, and below their mounts. */}}
{{- define "vitrine.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: {{ .Values.temporarySpace }} }
- name: configuration
  configMap: { name: {{ include "vitrine.name" . }} }
- name: secrets
  secret: { secretName: {{ .Values.existingSecret }}, defaultMode: 0440 }
{{- range $index, $mount := .Values.secretFiles }}
- name: secrets-{{ $index }}
  secret: { secretName: {{ $mount.secret }}, defaultMode: 0440 }
{{- end }}
{{- with .Values.caBundle }}
{{- if .configMap }}
- name: ca
  configMap:
    name: {{ .configMap }}
    items: [{ key: {{ .key }}, path: ca.crt }]
{{- end }}
{{- end }}
{{- if include "vitrine.readsOwnCluster" . }}
- name: account
  projected:
    defaultMode: 0440
    sources:
      - serviceAccountToken: { path: token, expirationSeconds: 3600 }
      - configMap:
          name: kube-root-ca.crt
          items: [{ key: ca.crt, path: ca.crt }]
      - downwardAPI:
          items: [{ path: namespace, fieldRef: { fieldPath: metadata.namespace } }]
{{- end }}
{{- end -}}

{{- define "vitrine.mounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: configuration, mountPath: /etc/vitrine/config, readOnly: true }
- { name: secrets, mountPath: /etc/vitrine/secrets, readOnly: true }
{{- range $index, $mount := .Values.secretFiles }}
- { name: secrets-{{ $index }}, mountPath: {{ $mount.folder }}, readOnly: true }
{{- end }}
{{- if .Values.caBundle.configMap }}
- { name: ca, mountPath: /etc/vitrine/ca, readOnly: true }
{{- end }}
{{- if include "vitrine.readsOwnCluster" . }}
- { name: account, mountPath: /var/run/secrets/kubernetes.io/serviceaccount, readOnly: true }
{{- end }}
{{- end -}}
