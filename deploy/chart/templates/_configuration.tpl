{{/* The configuration file of the portal. */}}
{{- define "vitrine.configuration" -}}
{{- $config := deepCopy .Values.config -}}
{{- if .Values.rbac.dryRun.enabled -}}
{{- $_ := set $config "dryRun" "portal" -}}
{{- end -}}
{{- /* A session secret from a variable takes the place of the file. */ -}}
{{- if $config.secretEnv -}}
{{- $_ := unset $config "secretFile" -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Not empty if the portal reads the cluster that it runs in: one of its clusters has no kubeconfig. */}}
{{- define "vitrine.readsOwnCluster" -}}
{{- range .Values.config.clusters | default (list (dict "name" "local")) -}}
{{- if not .kubeconfig -}}true{{- end -}}
{{- end -}}
{{- end -}}
