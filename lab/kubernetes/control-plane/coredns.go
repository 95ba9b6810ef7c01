package main

import (
	"fmt"
	"os"

	"github.com/coredns/caddy"
	"github.com/coredns/coredns/core/dnsserver"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"
)

// coredns serves what the Corefile says that its only argument names: the names of a cluster, and no plugin beside that.
func coredns() int {
	dnsserver.Directives = []string{"errors", "kubernetes"}
	if err := serve(os.Args[len(os.Args)-1]); err != nil {
		fmt.Fprintln(os.Stderr, "coredns:", err)
		return 1
	}
	return 0
}

func serve(corefile string) error {
	contents, err := os.ReadFile(corefile)
	if err != nil {
		return err
	}
	caddy.TrapSignals()
	instance, err := caddy.Start(caddy.CaddyfileInput{Filepath: corefile, Contents: contents, ServerTypeName: "dns"})
	if err != nil {
		return err
	}
	instance.Wait()
	return nil
}
