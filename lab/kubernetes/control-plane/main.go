// Kubernetes' programs, kwok and CoreDNS in one file: what they share, which is most, is linked once.
//
//	kubernetes PROGRAM [ARGUMENTS]
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

func main() {
	programs := map[string]func() int{
		"coredns":                 coredns,
		"kube-apiserver":          runs(apiserver.NewAPIServerCommand),
		"kube-controller-manager": runs(controllers.NewControllerManagerCommand),
		"kube-proxy":              runs(proxy.NewProxyCommand),
		"kube-scheduler":          runs(func() *cobra.Command { return scheduler.NewSchedulerCommand() }),
		"kubectl":                 runs(kubectl.NewDefaultKubectlCommand),
		"kubelet":                 runs(func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) }),
		"kwok":                    kwok,
	}
	if len(os.Args) < 2 || programs[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: kubernetes PROGRAM [ARGUMENTS]")
		os.Exit(2)
	}
	program := programs[os.Args[1]]
	os.Args = os.Args[1:]
	os.Exit(program())
}

// runs makes the command only when it is its turn: each registers flags and metrics for the whole process.
func runs(command func() *cobra.Command) func() int {
	return func() int { return cli.Run(command()) }
}
