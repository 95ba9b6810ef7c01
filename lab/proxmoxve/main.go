// The proxmoxve provider: bpg's Terraform provider for Proxmox VE under the tokens of the npm SDK.
//
//	pulumi-resource-proxmoxve schema --out FOLDER   writes schema.json, once, after the build
//	pulumi-resource-proxmoxve ENGINE                serves the engine, with the schema.json beside it
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"

	"parley/lab/proxmoxve/bridge"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "schema" {
		tfgen.MainWithMuxer(bridge.Name, bridge.Provider())
		return
	}
	schema, err := schemaBeside()
	if err != nil {
		fmt.Fprintf(os.Stderr, "proxmoxve: %v\n", err)
		os.Exit(1)
	}
	tfbridge.MainWithMuxer(context.Background(), bridge.Name, bridge.Provider(), schema)
}

// schemaBeside reads what the build made. Embedding it would mean a second program and a second link of 100 MB.
func schemaBeside() ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if self, err = filepath.EvalSymlinks(self); err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(filepath.Dir(self), "schema.json"))
}
