{{- define "vitrine.container" -}}
name: portal
image: {{ include "vitrine.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
ports:
  - { name: http, containerPort: 3000 }
  - { name: probes, containerPort: {{ .Values.config.probePort }} }
env:
  {{- include "vitrine.env" . | nindent 2 }}
# The process is alive. It does not depend on clusters or the Git host, so their outage restarts nothing.
livenessProbe:
  httpGet: { path: /api/healthz, port: probes }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
# The catalogs are read. An unreachable cluster does not block for longer than 30 seconds.
readinessProbe:
  httpGet: { path: /api/readyz, port: probes }
  periodSeconds: 5
  timeoutSeconds: 5
startupProbe:
  httpGet: { path: /api/healthz, port: probes }
  periodSeconds: 2
  failureThreshold: 60
lifecycle:
  # The portal stops accepting calls at SIGTERM. Proxies take a moment to learn that the Pod ends.
  preStop: { sleep: { seconds: 5 } }
resources:
  {{- toYaml .Values.resources | nindent 2 }}
volumeMounts:
  {{- include "vitrine.mounts" . | nindent 2 }}
{{- end -}}

{{- define "vitrine.env" -}}
- { name: VITRINE_CONFIG, value: /etc/vitrine/config/vitrine.yaml }
- { name: PORT, value: "3000" }
# All interfaces. Kubernetes sets the variable to the name of the Pod otherwise.
- { name: HOSTNAME, value: "0.0.0.0" }
# Milliseconds. Longer than proxies keep idle connections, so that the portal never closes one that a call is on.
- { name: KEEP_ALIVE_TIMEOUT, value: "75000" }
- { name: TMPDIR, value: /tmp }
{{- if .Values.caBundle.configMap }}
- { name: NODE_EXTRA_CA_CERTS, value: /etc/vitrine/ca/ca.crt }
{{- end }}
{{- with .Values.proxy }}
{{- if or .https .http }}
- { name: NODE_USE_ENV_PROXY, value: "1" }
- { name: NO_PROXY, value: {{ concat (list "localhost" "127.0.0.1" ".svc" ".cluster.local") .exclude | join "," | quote }} }
{{- end }}
{{- with .https }}
- { name: HTTPS_PROXY, value: {{ . | quote }} }
{{- end }}
{{- with .http }}
- { name: HTTP_PROXY, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- range .Values.secretEnv }}
- name: {{ .name }}
  valueFrom: { secretKeyRef: { name: {{ .secret }}, key: {{ .key }} } }
{{- end }}
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}
