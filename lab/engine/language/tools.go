// Names the program for `go build`: its dependencies are pinned by go.mod and go.sum beside this file.

//go:build tools

package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
