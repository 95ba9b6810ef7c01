package bridge

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// shortNames serves every resource of the newer half a second time under its short Terraform name
// ("proxmox_download_file"): SDK 8.x takes its tokens without "Legacy" from there, and this older provider does not
// have it yet.
type shortNames struct{ provider.Provider }

// Resources lists each resource under both names.
func (s shortNames) Resources(ctx context.Context) []func() resource.Resource {
	var all []func() resource.Resource
	for _, factory := range s.Provider.Resources(ctx) {
		all = append(all, factory, func() resource.Resource { return &shortNamed{factory()} })
	}
	return all
}

// ValidateConfig is optional in the interface, so embedding alone would hide it.
func (s shortNames) ValidateConfig(
	ctx context.Context, request provider.ValidateConfigRequest, response *provider.ValidateConfigResponse,
) {
	if own, ok := s.Provider.(provider.ProviderWithValidateConfig); ok {
		own.ValidateConfig(ctx, request, response)
	}
}

// shortNamed is a resource under its short name. All methods below but the first pass on what is optional in the
// interface.
type shortNamed struct{ resource.Resource }

// Metadata answers with the short name.
func (r *shortNamed) Metadata(
	ctx context.Context, request resource.MetadataRequest, response *resource.MetadataResponse,
) {
	r.Resource.Metadata(ctx, request, response)
	response.TypeName = shortPrefix + strings.TrimPrefix(response.TypeName, longPrefix)
}

// Configure hands over the API client.
func (r *shortNamed) Configure(
	ctx context.Context, request resource.ConfigureRequest, response *resource.ConfigureResponse,
) {
	if own, ok := r.Resource.(resource.ResourceWithConfigure); ok {
		own.Configure(ctx, request, response)
	}
}

// ImportState adopts what is there already.
func (r *shortNamed) ImportState(
	ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse,
) {
	if own, ok := r.Resource.(resource.ResourceWithImportState); ok {
		own.ImportState(ctx, request, response)
		return
	}
	response.Diagnostics.AddError("import is not supported", "this resource cannot be imported")
}

// ModifyPlan corrects a planned change.
func (r *shortNamed) ModifyPlan(
	ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse,
) {
	if own, ok := r.Resource.(resource.ResourceWithModifyPlan); ok {
		own.ModifyPlan(ctx, request, response)
	}
}

// ConfigValidators lists declarative checks.
func (r *shortNamed) ConfigValidators(ctx context.Context) []resource.ConfigValidator {
	if own, ok := r.Resource.(resource.ResourceWithConfigValidators); ok {
		return own.ConfigValidators(ctx)
	}
	return nil
}

// ValidateConfig runs programmed checks.
func (r *shortNamed) ValidateConfig(
	ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse,
) {
	if own, ok := r.Resource.(resource.ResourceWithValidateConfig); ok {
		own.ValidateConfig(ctx, request, response)
	}
}
