{{/* The name of all objects: of the release, and of the chart if the release does not contain it. */}}
{{- define "vitrine.name" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels by which the Service finds the Pods. They never change, because a Deployment cannot change its selector. */}}
{{- define "vitrine.selector" -}}
app.kubernetes.io/name: vitrine
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Helm itself adds app.kubernetes.io/managed-by when it installs. */}}
{{- define "vitrine.labels" -}}
{{ include "vitrine.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end -}}

{{- define "vitrine.account" -}}
{{- .Values.serviceAccount.name | default (include "vitrine.name" .) -}}
{{- end -}}

{{/* The subjects of a binding: the portal's account. */}}
{{- define "vitrine.subjects" -}}
- kind: ServiceAccount
  name: {{ include "vitrine.account" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}

{{- define "vitrine.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (.tag | default $.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The host of config.url, which Ingress and HTTPRoute need. */}}
{{- define "vitrine.host" -}}
{{- $url := required "Set config.url to the address of the portal, such as https://portal.example.com. The Ingress and the HTTPRoute take their host from it." .Values.config.url -}}
{{- (urlParse $url).host | splitList ":" | first -}}
{{- end -}}
