module parley/lab/kubernetes/definitions

go 1.26.0

require (
	github.com/cert-manager/cert-manager v1.21.2
	github.com/prometheus-operator/prometheus-operator v0.85.0
	github.com/traefik/traefik/v3 v3.6.0
	sigs.k8s.io/gateway-api v1.5.1
)
