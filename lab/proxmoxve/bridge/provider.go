// Package bridge maps bpg's Terraform provider for Proxmox VE onto a Pulumi provider named "proxmoxve".
package bridge

import (
	"context"
	_ "embed"
	"sort"
	"strings"

	"github.com/bpg/terraform-provider-proxmox/fwprovider"
	classic "github.com/bpg/terraform-provider-proxmox/proxmoxtf/provider"
	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	sdkv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

const (
	// Name is the provider's name on the wire.
	Name = "proxmoxve"
	// Version is the one that the npm SDK asks for. What stands behind it is older: see go.mod.
	Version = "8.6.0"
)

// metadata says which half of the provider serves which resource; tfgen keeps it up to date.
//
//go:embed bridge-metadata.json
var metadata []byte

// Provider describes the bridged provider: the classic half (containers, firewall) and the newer half on Terraform's
// plugin framework (downloads, networks), muxed.
func Provider() tfbridge.ProviderInfo {
	info := tfbridge.ProviderInfo{
		P: pf.MuxShimWithPF(
			context.Background(),
			sdkv2.NewProvider(classic.ProxmoxVirtualEnvironment()),
			shortNames{fwprovider.New(Version)()},
		),
		Name:           Name,
		ResourcePrefix: "proxmox",
		Version:        Version,
		GitHubOrg:      "bpg",
		MetadataInfo:   tfbridge.NewProviderMetadata(metadata),
		Resources:      map[string]*tfbridge.ResourceInfo{},
		DataSources:    map[string]*tfbridge.DataSourceInfo{},
	}
	for _, name := range names(info.P.ResourcesMap()) {
		// It has an input named "id", which the bridge refuses without a mapping that nothing here needs.
		if strings.HasSuffix(name, "_vm2") {
			info.IgnoreMappings = append(info.IgnoreMappings, name)
			continue
		}
		info.Resources[name] = &tfbridge.ResourceInfo{Tok: tokens.Type(token(name, ""))}
	}
	for _, name := range names(info.P.DataSourcesMap()) {
		info.DataSources[name] = &tfbridge.DataSourceInfo{Tok: token(name, "get")}
	}
	return info
}

// names lists a map's keys in a fixed order, so that the schema is the same on every build.
func names(resources shim.ResourceMap) []string {
	var all []string
	resources.Range(func(name string, _ shim.Resource) bool {
		all = append(all, name)
		return true
	})
	sort.Strings(all)
	return all
}
